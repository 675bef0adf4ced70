//! Verifies a delivery with the Rust library of Standard Webhooks as it is: SECRET FILE. Fails unless it is accepted as sent and
//! refused when changed.

use std::{env, error::Error, fs};

use http::{HeaderMap, HeaderName, HeaderValue};
use standardwebhooks::Webhook;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let sent: serde_json::Value = serde_json::from_str(&fs::read_to_string(&arguments[2])?)?;
    let body = sent["body"].as_str().ok_or("no body")?;
    let mut headers = HeaderMap::new();
    for (name, value) in sent["headers"].as_object().ok_or("no headers")? {
        let value = value.as_str().ok_or("a header is no text")?;
        headers.insert(HeaderName::try_from(name)?, HeaderValue::from_str(value)?);
    }
    let webhook = Webhook::new(&arguments[1])?;
    webhook.verify(body.as_bytes(), &headers)?;
    let changed = body.replacen("run.created", "run.crashed", 1);
    if webhook.verify(changed.as_bytes(), &headers).is_ok() {
        return Err("a changed body was accepted".into());
    }
    headers.insert("webhook-id", HeaderValue::from_static("evt_another"));
    if webhook.verify(body.as_bytes(), &headers).is_ok() {
        return Err("a changed id was accepted".into());
    }
    println!("standardwebhooks (crates.io)");
    Ok(())
}
