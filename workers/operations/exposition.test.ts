import { expect, test } from "vitest";
import { observationOf, seriesName, toExposition } from "./exposition.ts";

test("labels are sorted and escaped as the format wants it", () => {
  expect(seriesName("cairn_build_info", {})).toBe("cairn_build_info");
  expect(seriesName("a", { z: "1", b: 'say "hi"\\\n' })).toBe('a{b="say \\"hi\\"\\\\\\n",z="1"}');
});

test("an observation counts up every bucket that it fits in, the sum and the count", () => {
  const counted = new Map(observationOf("cairn_http_request_duration_seconds", { operation: "x" }, 3));
  const bucket = (le: string) => counted.get(`cairn_http_request_duration_seconds_bucket{le="${le}",operation="x"}`);
  expect(["2.5", "5", "10", "+Inf"].map(bucket)).toEqual([undefined, 1, 1, 1]);
  expect(counted.get('cairn_http_request_duration_seconds_sum{operation="x"}')).toBe(3);
  expect(counted.get('cairn_http_request_duration_seconds_count{operation="x"}')).toBe(1);
});

test("families are told once, their series together, and what is not known is left out", () => {
  const text = toExposition([
    ['cairn_http_requests_total{operation="b"}', 2],
    ["cairn_unknown_total", 1],
    ['cairn_build_info{version="1"}', 1],
    ['cairn_http_requests_total{operation="a"}', 1],
    ["cairn_component_check_seconds", Number.POSITIVE_INFINITY],
  ]);
  expect(text).toBe(`# HELP cairn_build_info 1, with the version that runs.
# TYPE cairn_build_info gauge
cairn_build_info{version="1"} 1
# HELP cairn_http_requests_total Requests answered by the API, by operation and status.
# TYPE cairn_http_requests_total counter
cairn_http_requests_total{operation="a"} 1
cairn_http_requests_total{operation="b"} 2
# HELP cairn_component_check_seconds Time that the last check of a part of the system took.
# TYPE cairn_component_check_seconds gauge
cairn_component_check_seconds +Inf
`);
});
