//! Reads of the Admin API: the token, the store, and objects one by one or in lists.

use axum::extract::{Path, Query, State as Extract};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::error::ApiError;
use super::filter::{self, Parameters};
use super::include;
use super::object::{self, Kind};
use super::page::PageRequest;
use super::state::State;
use super::token::Token;

/// `GET /token_information`. The client secret is not part of it.
pub(crate) async fn token_information(Extension(token): Extension<Token>) -> Json<Value> {
    let email = "owner@example.com";
    Json(json!({"token_information": {
        "name": "Rechime",
        "contact_email": email,
        "client": {"name": token.shop.name, "contact_email": email},
        "scopes": token.scopes,
    }}))
}

/// `GET /store`, with the fields of the 2021-11 store. There is neither `domain` nor `iana_timezone` among them.
pub(crate) async fn store(Extension(token): Extension<Token>) -> Result<Json<Value>, ApiError> {
    if !token.may(&["store_info"]) {
        return Err(ApiError::MissingScope("store_info"));
    }
    let shop = token.shop;
    Ok(Json(json!({"store": {
        "id": 1,
        "checkout_logo_url": "",
        "checkout_platform": "shopify",
        "created_at": "2024-01-15T15:00:00+00:00",
        "currency": "USD",
        "customer_portal_base_url": format!("https://{}/tools/recurring", shop.domain),
        "default_api_version": "2021-11",
        "disabled_currencies_historical": [],
        "email": "owner@example.com",
        "enabled_presentment_currencies": ["USD"],
        "enabled_presentment_currencies_symbols": [],
        "external_platform": "shopify",
        "identifier": shop.domain,
        "merchant_portal_base_url": "https://demo.admin.rechargeapps.com",
        "name": shop.name,
        "phone": "",
        "timezone": {"iana_name": shop.iana_timezone, "name": shop.iana_timezone},
        "updated_at": "2024-01-15T15:00:00+00:00",
        "weight_unit": "g",
    }})))
}

/// `GET /{kind}[?include=..]`, filtered and paged.
pub(crate) async fn list(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Path(plural): Path<String>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Value>, ApiError> {
    let kind = readable(&token, &plural)?;
    let request = PageRequest::parse(parameters)?;
    filter::check(&request.filters)?;
    let items: Vec<(u64, Value)> = recharge.objects.with(|objects| {
        let listed = objects.listed(kind, &token.value);
        let matching = listed.filter(|(_, object)| filter::passes(object, &request.filters));
        let shown = matching.map(|(id, object)| {
            let mut object = object.clone();
            if let Some(names) = request.filters.get("include") {
                include::attach(objects, kind.singular, &mut object, names);
            }
            (id, Value::Object(object))
        });
        shown.collect()
    });
    Ok(Json(request.cut(kind.plural, &items)))
}

/// `GET /{kind}/{id}[?include=..]`.
pub(crate) async fn read(
    Extract(recharge): Extract<State>,
    Extension(token): Extension<Token>,
    Path((plural, id)): Path<(String, String)>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Value>, ApiError> {
    let kind = readable(&token, &plural)?;
    let id = id.parse().map_err(|_| ApiError::NotFound)?;
    let object = recharge.objects.with(|objects| {
        let mut object = objects.get(kind.plural, id)?.clone();
        if let Some(names) = parameters.get("include") {
            include::attach(objects, kind.singular, &mut object, names);
        }
        Some(object)
    });
    Ok(Json(json!({kind.singular: object.ok_or(ApiError::NotFound)?})))
}

fn readable(token: &Token, plural: &str) -> Result<&'static Kind, ApiError> {
    let kind = object::kind(plural).ok_or(ApiError::NoEndpoint)?;
    match kind.scopes {
        scopes if token.may(scopes) => Ok(kind),
        [scope, ..] => Err(ApiError::MissingScope(scope)),
        [] => Ok(kind),
    }
}
