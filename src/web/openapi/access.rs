//! Operations on the keys of the API.

use super::operation::{Operation, delete, get, post};

const KEY: &str = "preset key label level:read|write|admin scopes networks supervisor recipient remind_months:int expires \
    renew:id";
const ACCESS: &str = "{actor:text name:text address:text? levels:<text> scopes:[text] label?:text? level?:text? \
    networks?:[text] expires?:text? former_secret_until?:text? secret?:any}";
const ECHO: &str = "{method:text path:text address:text? name:text? headers:<text> parameters:any}";

pub const OPERATIONS: &[Operation] = &[
    get("access", "{keys:[ApiKey]}"),
    post("access", KEY, "ApiKey"),
    get("access/presets", "{presets:[{preset:text label:text level:text scopes:[text]}] scopes:[text]}"),
    get("access/test", ACCESS),
    post("access/test", "secret", ACCESS),
    get("access/{id}", "ApiKey"),
    post("access/{id}", KEY, "ApiKey"),
    delete("access/{id}"),
    post("access/{id}/rotate", "keep", "ApiKey"),
    post("access/{id}/enable", "expires", "ApiKey"),
    post("access/{id}/disable", "", "ApiKey"),
    get("echo", ECHO),
    post("echo", "", ECHO),
    get("v1/echo", ECHO),
    post("v1/echo", "", ECHO),
];
