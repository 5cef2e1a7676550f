//! Serves both simulators on the loopback interface:
//! `rechime-simulators --recharge-port N --sms-port N [--clock-file PATH] [--state-file PATH]
//! [--aws-endpoint-url URL --topic ARN]`. Port 0 lets the system choose. The state file is read at the start, and
//! written when the process is told to end. Replies and receipts are published to the topic.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use lexopt::{Arg, Parser, ValueExt as _};
use rechime_simulators::clock::Clock;
use rechime_simulators::memory::Memory;
use rechime_simulators::recharge::{self, Recharge};
use rechime_simulators::sms::{self, Gateway};
use tokio::net::TcpListener;

/// The command line.
struct Options {
    recharge_port: u16,
    sms_port: u16,
    clock: Clock,
    state_file: Option<PathBuf>,
    topic: Option<sms::Topic>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = parse(Parser::from_env())?;
    let memory = options.state_file.as_deref().map(Memory::read).transpose()?.unwrap_or_default();
    let recharge = Arc::new(Recharge::new(options.clock.clone(), memory.recharge)?);
    let gateway = Arc::new(Gateway::new(options.clock, options.topic, memory.outbox));
    if let Some(file) = options.state_file {
        remember_at_the_end(file, Arc::clone(&recharge), Arc::clone(&gateway))?;
    }
    let (for_recharge, for_sms) = (listen(options.recharge_port).await?, listen(options.sms_port).await?);
    announce(&for_recharge, &for_sms)?;
    let recharge = axum::serve(for_recharge, recharge::router(&recharge));
    let sms = axum::serve(for_sms, sms::router(&gateway));
    tokio::try_join!(recharge.into_future(), sms.into_future())?;
    Ok(())
}

/// Writes the state file when the process is interrupted or told to end, and ends it.
fn remember_at_the_end(file: PathBuf, recharge: Arc<Recharge>, gateway: Arc<Gateway>) -> Result<()> {
    let end = move || {
        let memory = Memory { recharge: recharge.memory(), outbox: gateway.outbox() };
        let written = memory.write(&file).map_err(|error| eprintln!("{error:#}"));
        std::process::exit(i32::from(written.is_err()));
    };
    ctrlc::set_handler(end).context("the end cannot be listened for")
}

fn parse(mut parser: Parser) -> Result<Options> {
    let (mut recharge_port, mut sms_port, mut clock) = (None, None, Clock::system());
    let (mut state_file, mut endpoint, mut topic) = (None, None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("recharge-port") => recharge_port = Some(parser.value()?.parse()?),
            Arg::Long("sms-port") => sms_port = Some(parser.value()?.parse()?),
            Arg::Long("clock-file") => clock = Clock::following(PathBuf::from(parser.value()?)),
            Arg::Long("state-file") => state_file = Some(PathBuf::from(parser.value()?)),
            Arg::Long("aws-endpoint-url") => endpoint = Some(parser.value()?.string()?),
            Arg::Long("topic") => topic = Some(parser.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Options {
        recharge_port: recharge_port.context("--recharge-port is missing")?,
        sms_port: sms_port.context("--sms-port is missing")?,
        clock,
        state_file,
        topic: endpoint.zip(topic).map(|(url, arn)| sms::Topic::new(url, arn)).transpose()?,
    })
}

async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} cannot be bound"))
}

/// Prints one JSON line once both listen, so that the caller knows their addresses.
fn announce(recharge: &TcpListener, sms: &TcpListener) -> Result<()> {
    let line = serde_json::json!({
        "recharge_simulator_url": format!("http://{}", recharge.local_addr()?),
        "sms_simulator_url": format!("http://{}", sms.local_addr()?),
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
