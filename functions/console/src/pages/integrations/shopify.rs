//! Taking over customers' consent from Shopify.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use secrecy::SecretString;

use super::StateWord;
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::Failure,
        fields::{Faults, Fields},
        frame::{Frame, Section},
        html::Page,
        refused, see_other,
        visit::{Query, Visit},
    },
    use_cases::stores::{
        StoresError,
        shopify::{self, ShopifySecret},
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "shopify.html")]
struct ShopifyPage {
    w: &'static Words,
    frame: Frame,
    state: StateWord,
    connected: bool,
    has_secret: bool,
    webhook_url: Option<String>,
    topics: [&'static str; 3],
    faults: Faults,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let done = match options.get("done") {
        Some("saved") => Some(EN.shopify.saved),
        Some("deleted") => Some(EN.shopify.deleted),
        _ => None,
    };
    let mut page = page(&app, &visit, Faults::default()).await?;
    page.frame = page.frame.maybe_saying(done);
    Ok(Page(page).into_response())
}

/// Keeps the secret, or deletes it.
pub(super) async fn save(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let done = visit.at("/integrations/shopify");
    if fields.get("do") == Some("delete") {
        shopify::delete_secret(&app, &visit.author(), visit.id()).await?;
        return Ok(see_other(&format!("{done}?done=deleted")));
    }
    let secret = ShopifySecret { webhook_secret: SecretString::from(fields.text("webhook_secret")) };
    match shopify::put_secret(&app, &visit.author(), visit.id(), &secret).await {
        Ok(_) => Ok(see_other(&format!("{done}?done=saved"))),
        Err(StoresError::Invalid(faults)) => Ok(refused(Page(page(&app, &visit, faults.into()).await?))),
        Err(error) => Err(error.into()),
    }
}

async fn page(app: &App, visit: &Visit, faults: Faults) -> Result<ShopifyPage, Failure> {
    let webhooks = shopify::show(app, visit.id()).await?;
    let state = if webhooks.has_webhook_secret {
        StateWord { name: EN.shopify.on, icon: "circle-check", class: "good" }
    } else {
        StateWord { name: EN.shopify.off, icon: "circle-dashed", class: "" }
    };
    Ok(ShopifyPage {
        w: &EN,
        frame: visit.frame(Section::Integrations, EN.integrations.shopify),
        state,
        connected: webhooks.webhook_url.is_some(),
        has_secret: webhooks.has_webhook_secret,
        webhook_url: webhooks.webhook_url,
        topics: webhooks.topics,
        faults,
    })
}
