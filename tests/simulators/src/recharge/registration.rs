//! The Admin API's `/webhooks`.

use axum::body::Bytes;
use axum::extract::{Path, Query, State as Extract};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::emit::Body;
use super::error::ApiError;
use super::filter::Parameters;
use super::object::{KINDS, Object};
use super::page::PageRequest;
use super::signature::Signing;
use super::state::{Recharge, State};
use super::token::Token;
use super::topic;
use super::webhook::Webhook;
use super::webhook_sender;

/// What `included_objects` may name.
const INCLUDABLE: &[&str] =
    &["addresses", "charge_activities", "collections", "customer", "metafields", "payment_methods"];

/// `POST /webhooks`.
pub(crate) async fn create(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let blank = Webhook {
        id: 0,
        address: String::new(),
        topic: String::new(),
        included_objects: Vec::new(),
        owner: token.value.clone(),
    };
    let webhook = changed(blank, &body, &token)?;
    let registered =
        recharge.webhooks.with(|webhooks| webhooks.register(webhook)).ok_or_else(already_exists)?;
    Ok((StatusCode::CREATED, Json(json!({"webhook": registered.shown()}))))
}

/// `PUT /webhooks/{id}`.
pub(crate) async fn update(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let webhook = changed(find(&recharge, &token, &id)?, &body, &token)?;
    let replaced = recharge.webhooks.with(|webhooks| webhooks.replace(webhook)).ok_or_else(already_exists)?;
    Ok(Json(json!({"webhook": replaced.shown()})))
}

/// `GET /webhooks`: the token's own, paged.
pub(crate) async fn list(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Value>, ApiError> {
    let request = PageRequest::parse(parameters)?;
    let mut items: Vec<(u64, Value)> = recharge.webhooks.with(|webhooks| {
        webhooks.owned_by(&token.value).map(|webhook| (webhook.id, webhook.shown())).collect()
    });
    items.reverse();
    Ok(Json(request.cut("webhooks", &items)))
}

/// `GET /webhooks/{id}`.
pub(crate) async fn read(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(json!({"webhook": find(&recharge, &token, &id)?.shown()})))
}

/// `DELETE /webhooks/{id}`.
pub(crate) async fn delete(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let webhook = find(&recharge, &token, &id)?;
    recharge.webhooks.with(|webhooks| webhooks.remove(webhook.id));
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /webhooks/{id}/test`: delivers the newest object of the topic's kind, or a bare id, in the background.
pub(crate) async fn test(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let webhook = find(&recharge, &token, &id)?;
    let body = Body::Payload(sample(&recharge, &webhook.topic));
    let parcel = recharge.pack(webhook, &body, Signing::Both);
    tokio::spawn(webhook_sender::send(recharge, parcel));
    Ok(Json(json!({})))
}

fn sample(recharge: &Recharge, topic: &str) -> Value {
    let resource = topic::resource(topic).unwrap_or_default();
    let kind = KINDS.iter().find(|kind| kind.singular == resource);
    let newest = recharge.objects.with(|objects| {
        kind.and_then(|kind| objects.all(kind.plural).next().map(|(_, object)| json!(object)))
    });
    json!({resource: newest.unwrap_or_else(|| json!({"id": 1}))})
}

fn find(recharge: &Recharge, token: &Token, id: &str) -> Result<Webhook, ApiError> {
    let id = id.parse().map_err(|_| ApiError::NotFound)?;
    recharge.webhooks.with(|webhooks| webhooks.get(&token.value, id)).ok_or(ApiError::NotFound)
}

/// `webhook` with the fields that `body` names, checked.
fn changed(mut webhook: Webhook, body: &[u8], token: &Token) -> Result<Webhook, ApiError> {
    let fields: Object = serde_json::from_slice(body).map_err(|_| ApiError::NotJsonObject)?;
    if let Some(address) = fields.get("address").and_then(Value::as_str) {
        address.clone_into(&mut webhook.address);
    }
    if let Some(topic) = fields.get("topic").and_then(Value::as_str) {
        topic.clone_into(&mut webhook.topic);
    }
    if let Some(included) = fields.get("included_objects") {
        webhook.included_objects = included_objects(included)?;
    }
    check(webhook, token)
}

fn included_objects(value: &Value) -> Result<Vec<String>, ApiError> {
    let names: Option<Vec<String>> = serde_json::from_value(value.clone()).ok();
    let known = names.filter(|names| names.iter().all(|name| INCLUDABLE.contains(&name.as_str())));
    known.ok_or_else(|| ApiError::Invalid("included_objects", "Invalid value".to_owned()))
}

fn check(webhook: Webhook, token: &Token) -> Result<Webhook, ApiError> {
    if !webhook.address.starts_with("https://") && !webhook.address.starts_with("http://") {
        return Err(ApiError::Invalid("address", "Not a valid URL.".to_owned()));
    }
    let resource = topic::resource(&webhook.topic)
        .ok_or_else(|| ApiError::Invalid("topic", format!("Invalid topic: {}", webhook.topic)))?;
    let scope = topic::scope(resource);
    if token.may(&[scope]) { Ok(webhook) } else { Err(ApiError::MissingScope(scope)) }
}

fn already_exists() -> ApiError {
    ApiError::Invalid("address", "a webhook for this address and topic already exists".to_owned())
}
