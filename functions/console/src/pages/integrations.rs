//! Where events and consent come from: Recharge, and Shopify.

mod recharge;
mod shopify;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_store::configs::ConnectionState;

use super::{
    failure::Failure,
    frame::{Frame, Section},
    html::Page,
    visit::Visit,
};
use crate::{
    app::App,
    use_cases::stores::{self, view::ConnectionView},
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/integrations", get(list))
        .route("/s/{store}/integrations/recharge", get(recharge::show).post(recharge::connect_store))
        .route("/s/{store}/integrations/recharge/disconnect", post(recharge::disconnect_store))
        .route("/s/{store}/integrations/shopify", get(shopify::show).post(shopify::save))
}

#[derive(Template)]
#[template(path = "integrations.html")]
struct IntegrationsPage {
    w: &'static Words,
    frame: Frame,
    cards: Vec<Card>,
}

struct Card {
    name: &'static str,
    text: &'static str,
    icon: &'static str,
    state: &'static str,
    state_icon: &'static str,
    class: &'static str,
    action: &'static str,
    primary: bool,
    address: String,
}

/// How something stands, as sign and word.
#[derive(Clone, Copy)]
pub(super) struct StateWord {
    pub(super) name: &'static str,
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
}

impl StateWord {
    pub(super) fn of(connection: &ConnectionView) -> Self {
        match (connection.connection.state, &connection.problem) {
            (_, Some(_)) => Self { name: EN.state.problem, icon: "triangle-alert", class: "bad" },
            (ConnectionState::Live, None) => {
                Self { name: EN.state.live, icon: "circle-check", class: "good" }
            }
            (ConnectionState::Disconnected, None) => {
                Self { name: EN.state.not_connected, icon: "circle-dashed", class: "" }
            }
        }
    }
}

async fn list(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let detail = stores::show(&app, &visit.store).await?;
    let shopify = stores::shopify::show(&app, visit.id()).await?;
    let state = StateWord::of(&detail.store.connection);
    let is_live = detail.store.connection.connection.state == ConnectionState::Live;
    let on = StateWord { name: EN.shopify.on, icon: "circle-check", class: "good" };
    let off = StateWord { name: EN.shopify.off, icon: "circle-dashed", class: "" };
    let w = &EN.integrations;
    let card = |name, text, icon, state: StateWord, active, primary, path: &str| Card {
        name,
        text,
        icon,
        state: state.name,
        state_icon: state.icon,
        class: state.class,
        action: if active { w.manage } else { w.activate },
        primary,
        address: visit.at(path),
    };
    let has_shopify = shopify.has_webhook_secret;
    let consent = if has_shopify { on } else { off };
    let cards = vec![
        card(w.recharge, w.recharge_text, "calendar", state, is_live, !is_live, "/integrations/recharge"),
        card(w.shopify, w.shopify_text, "shopping-bag", consent, has_shopify, false, "/integrations/shopify"),
    ];
    let frame = visit.frame(Section::Integrations, EN.integrations.title);
    Ok(Page(IntegrationsPage { w: &EN, frame, cards }).into_response())
}
