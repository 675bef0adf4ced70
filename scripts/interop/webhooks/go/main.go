// Verifies a delivery with the Go library of Standard Webhooks as it is: SECRET FILE. Fails unless it is accepted as sent and refused
// when changed.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

type delivery struct {
	Body    string            `json:"body"`
	Headers map[string]string `json:"headers"`
}

func main() {
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	var sent delivery
	if err := json.Unmarshal(text, &sent); err != nil {
		log.Fatal(err)
	}
	webhook, err := standardwebhooks.NewWebhook(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	headers := http.Header{}
	for name, value := range sent.Headers {
		headers.Set(name, value)
	}
	body := []byte(sent.Body)
	if err := webhook.Verify(body, headers); err != nil {
		log.Fatal(err)
	}
	if webhook.Verify(bytes.Replace(body, []byte("run.created"), []byte("run.crashed"), 1), headers) == nil {
		log.Fatal("a changed body was accepted")
	}
	headers.Set("webhook-id", "evt_another")
	if webhook.Verify(body, headers) == nil {
		log.Fatal("a changed id was accepted")
	}
	fmt.Println("standard-webhooks/libraries/go")
}
