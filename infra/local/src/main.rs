//! What surrounds the emulator: the alarms of dead letters, the movable clock, the gateway and the meter of AWS requests.
//!
//! `local-stack CONFIG`, where CONFIG is the JSON file that [`stack_config::StackConfig`] describes.

mod alarms;
mod clock;
mod emulator;
mod forward;
mod gateway;
mod http;
mod meter;
mod stack_config;

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::Context;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;

use crate::emulator::Emulator;
use crate::forward::Forwarder;
use crate::stack_config::StackConfig;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("usage: local-stack CONFIG")?;
    let stack_config = StackConfig::load(path.as_ref())?;
    let forwarder = Forwarder::new()?;
    let emulator = Emulator::new(&stack_config.emulator_url)?;
    let advancer = Arc::new(clock::ClockAdvancer::new(&stack_config, emulator)?);
    tokio::spawn(clock::tick(Arc::clone(&advancer)));
    tokio::spawn(alarms::watch(
        Emulator::new(&stack_config.emulator_url)?,
        stack_config.dead_letters.clone(),
        stack_config.dead_letter_urls.clone(),
    ));
    tokio::try_join!(
        serve(stack_config.gateway_port, gateway::routes(forwarder.clone(), &stack_config)),
        serve(stack_config.meter_port, meter::routes(forwarder, &stack_config)),
        serve(stack_config.clock_port, clock::routes(advancer).merge(stack(&stack_config.stack_id))),
    )?;
    Ok(())
}

/// `GET /stack`: which stack this is.
fn stack(id: &str) -> Router {
    let answer = json!({ "id": id });
    Router::new().route("/stack", get(async move || Json(answer)))
}

async fn serve(port: u16, routes: Router) -> anyhow::Result<()> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("port {port}"))?;
    Ok(axum::serve(listener, routes).await?)
}
