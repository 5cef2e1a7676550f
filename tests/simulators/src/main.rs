//! Serves both simulators on the loopback interface:
//! `rechime-simulators --recharge-port N --sms-port N [--clock-file PATH] [--aws-endpoint-url URL --topic ARN]`. Port 0
//! lets the system choose. Replies and receipts are published to the topic.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use lexopt::{Arg, Parser, ValueExt as _};
use rechime_simulators::clock::Clock;
use rechime_simulators::{recharge, sms};
use tokio::net::TcpListener;

/// The command line.
struct Options {
    recharge_port: u16,
    sms_port: u16,
    clock: Clock,
    topic: Option<sms::Topic>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = parse(Parser::from_env())?;
    let recharge = listen(options.recharge_port).await?;
    let sms = listen(options.sms_port).await?;
    announce(&recharge, &sms)?;
    let recharge = axum::serve(recharge, recharge::router(options.clock.clone())?);
    let sms = axum::serve(sms, sms::router(options.clock, options.topic));
    tokio::try_join!(recharge.into_future(), sms.into_future())?;
    Ok(())
}

fn parse(mut parser: Parser) -> Result<Options> {
    let (mut recharge_port, mut sms_port, mut clock) = (None, None, Clock::system());
    let (mut endpoint, mut topic) = (None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("recharge-port") => recharge_port = Some(parser.value()?.parse()?),
            Arg::Long("sms-port") => sms_port = Some(parser.value()?.parse()?),
            Arg::Long("clock-file") => clock = Clock::following(PathBuf::from(parser.value()?)),
            Arg::Long("aws-endpoint-url") => endpoint = Some(parser.value()?.string()?),
            Arg::Long("topic") => topic = Some(parser.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Options {
        recharge_port: recharge_port.context("--recharge-port is missing")?,
        sms_port: sms_port.context("--sms-port is missing")?,
        clock,
        topic: endpoint.zip(topic).map(|(url, arn)| sms::Topic::new(url, arn)).transpose()?,
    })
}

async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} cannot be bound"))
}

/// One JSON line once both listen, so that whoever started the simulators knows their addresses.
fn announce(recharge: &TcpListener, sms: &TcpListener) -> Result<()> {
    let line = serde_json::json!({
        "recharge_simulator_url": format!("http://{}", recharge.local_addr()?),
        "sms_simulator_url": format!("http://{}", sms.local_addr()?),
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
