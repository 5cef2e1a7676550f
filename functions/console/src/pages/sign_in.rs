//! PLACEHOLDER until the sessions are merged.
use askama::Template;
use axum::{Router, extract::Query, response::{IntoResponse, Response}, routing::{get, post}};
use serde::Deserialize;

use super::{frame::Icon, html::Page, see_other};
use crate::{app::App, words::{EN, Words}};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/sign-in", get(show).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage { w: &'static Words, name: String, problem: Option<String>, csrf: String, next: String }

impl SignInPage {
    const fn icon(&self, name: &'static str) -> Icon { Icon(name) }
}

#[derive(Deserialize)]
struct Next { #[serde(default)] next: String }

async fn show(Query(next): Query<Next>) -> Response {
    Page(SignInPage { w: &EN, name: String::new(), problem: None, csrf: String::new(), next: next.next }).into_response()
}
async fn sign_in() -> Response { see_other("/stores") }
async fn sign_out() -> Response { see_other("/sign-in") }
