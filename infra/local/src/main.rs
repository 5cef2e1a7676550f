//! What surrounds the emulator: the movable clock, the gateway and the meter of AWS requests.
//!
//! `local-stack CONFIG`, where CONFIG is the JSON file that [`config::Config`] describes.

mod clock;
mod config;
mod emulator;
mod forward;
mod gateway;
mod meter;

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::emulator::Emulator;
use crate::forward::Forwarder;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("usage: local-stack CONFIG")?;
    let config = Config::load(path.as_ref())?;
    let forwarder = Forwarder::new()?;
    let emulator = Emulator::new(&config.emulator_url)?;
    let traveller = Arc::new(clock::Traveller::new(&config, emulator)?);
    tokio::spawn(clock::tick(Arc::clone(&traveller)));
    tokio::try_join!(
        serve(config.gateway_port, gateway::routes(forwarder.clone(), &config)),
        serve(config.meter_port, meter::routes(forwarder, &config)),
        serve(config.clock_port, clock::routes(traveller)),
    )?;
    Ok(())
}

async fn serve(port: u16, routes: Router) -> anyhow::Result<()> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("port {port}"))?;
    Ok(axum::serve(listener, routes).await?)
}
