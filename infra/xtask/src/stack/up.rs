//! Starting the stack, or finding it up to date.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use anyhow::Context;

use super::deploy::{self, Deployment, deploy};
use super::ports::Ports;
use super::programs::{self, Provider, url};
use super::{Stack, down, fingerprint, interrupt, of_the_stack, seed};
use crate::paths::Paths;
use crate::ports;
use crate::progress::{say, step};
use crate::venv::Venv;

/// How long a process may take to listen, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What stacks are started of: the functions and what surrounds them, and the Python that runs the emulator.
pub(crate) struct Build {
    venv: Venv,
    fingerprint: String,
    provider: Provider,
}

/// Builds what stacks are started of, which send with AWS.
pub(crate) fn build(paths: &Paths) -> anyhow::Result<Build> {
    build_with(paths, Provider::Aws)
}

fn build_with(paths: &Paths, provider: Provider) -> anyhow::Result<Build> {
    let venv = Venv::prepare(paths, "stack")?;
    let binaries = deploy::binaries(paths)?;
    step("building the functions", || deploy::build(paths, &binaries))?;
    let fingerprint = fingerprint::built(paths, &binaries, provider)?;
    Ok(Build { venv, fingerprint, provider })
}

/// Brings the stack up from nothing, anew where code or template changed, or not at all where it is up to date.
/// An error or an interrupt leaves nothing running.
pub(crate) fn up(paths: &Paths) -> anyhow::Result<Stack> {
    up_since(paths, 0)
}

/// The same, with that provider for the installation's own sender.
pub(crate) fn up_with(paths: &Paths, provider: Provider) -> anyhow::Result<Stack> {
    bring_up(paths, 0, provider)
}

/// The same; a new stack's clock begins so many days ago.
pub(crate) fn up_since(paths: &Paths, days: i64) -> anyhow::Result<Stack> {
    bring_up(paths, days, Provider::Aws)
}

fn bring_up(paths: &Paths, days: i64, provider: Provider) -> anyhow::Result<Stack> {
    interrupt::listen()?;
    let build = build_with(paths, provider)?;
    if let Some(stack) = up_to_date(paths, &build.fingerprint) {
        say("the stack is up");
        return Ok(stack);
    }
    down(paths)?;
    let half_started = interrupt::ends(paths);
    let stack = start(paths, &build, days)?;
    half_started.no_more();
    Ok(stack)
}

/// A stack for one purpose: empty when it starts, and ended when this is dropped.
pub(crate) struct Temporary {
    pub(crate) paths: Paths,
    pub(crate) stack: Stack,
    _end: interrupt::EndsWithUs,
}

impl Temporary {
    /// Starts one of that name, beside the usual stack and those of other names.
    pub(crate) fn start(paths: &Paths, name: &str, build: &Build) -> anyhow::Result<Self> {
        Self::start_since(paths, name, build, 0)
    }

    /// The same; its clock begins so many days ago.
    pub(crate) fn start_since(paths: &Paths, name: &str, build: &Build, days: i64) -> anyhow::Result<Self> {
        interrupt::listen()?;
        let paths = paths.with_stack(name);
        super::reset(&paths)?;
        let end = interrupt::ends(&paths);
        let stack = start(&paths, build, days)?;
        Ok(Self { paths, stack, _end: end })
    }
}

/// Starts a stack that is down. Its logs stay where it fails.
fn start(paths: &Paths, build: &Build, days: i64) -> anyhow::Result<Stack> {
    let stack = start_all(paths, build, days);
    let stack =
        stack.with_context(|| format!("the stack did not start; logs are in {}", paths.state().display()))?;
    std::fs::write(fingerprint::file(paths), &build.fingerprint)?;
    Ok(stack)
}

fn up_to_date(paths: &Paths, built: &str) -> Option<Stack> {
    let current = of_the_stack(paths).are_running() && fingerprint::running(paths) == built;
    current.then(|| Stack::load(paths).ok()).flatten()
}

fn start_all(paths: &Paths, build: &Build, days: i64) -> anyhow::Result<Stack> {
    let Build { venv, provider, .. } = build;
    programs::prepare_state(paths, days)?;
    let _turn = ports::turn();
    let (id, ports) = (new_id(), Ports::pick(paths)?);
    step("starting the emulator", || {
        launch(paths, "emulator", &mut programs::emulator(paths, venv, ports), ports.emulator)
    })?;
    let deployment = step("deploying template.yaml", || deploy(paths, venv, ports, *provider))?;
    launch(paths, "simulators", &mut programs::simulators(paths, ports, &deployment), ports.sms)?;
    launch(paths, "local-stack", &mut programs::surroundings(paths, &id, ports, &deployment)?, ports.clock)?;
    let handle = addresses(paths, id, ports, deployment)?;
    handle.ensure_it_answers()?;
    let stack = step("connecting the demo store", || seed::demo_store(handle))?;
    if *provider == Provider::Twilio {
        seed::twilio_number(&stack)?;
    }
    stack.save()?;
    Ok(stack)
}

/// Differs from start to start.
fn new_id() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

fn launch(paths: &Paths, name: &str, command: &mut std::process::Command, port: u16) -> anyhow::Result<()> {
    let processes = of_the_stack(paths);
    let process = processes.start(name, command)?;
    ports::wait(port, PATIENCE, || process.is_running()).with_context(|| {
        let log = std::fs::read_to_string(processes.log(name)).unwrap_or_default();
        format!("{name} did not start: {}", log.trim_end())
    })
}

/// The handle, still without the demo store.
fn addresses(paths: &Paths, id: String, ports: Ports, deployment: Deployment) -> anyhow::Result<Stack> {
    let handle = paths.state().canonicalize()?.with_extension("json");
    Ok(Stack {
        id,
        handle,
        api_url: url(ports.gateway),
        console_url: format!("{}/", url(ports.gateway)),
        admin_key: deployment.admin_key,
        store: String::new(),
        webhook_url: String::new(),
        webhook_secret: String::new(),
        recharge_simulator_url: url(ports.recharge),
        sms_simulator_url: url(ports.sms),
        aws_endpoint_url: url(ports.emulator),
        clock_url: url(ports.clock),
        meter_url: url(ports.meter),
        events_dlq_url: deployment.events_dead_letters_url,
        sends_dlq_url: deployment.sends_dead_letters_url,
        replies_dlq_url: deployment.replies_dead_letters_url,
        feedback_dlq_url: deployment.feedback_dead_letters_url,
        clicks_dlq_url: deployment.clicks_dead_letters_url,
        audience_dlq_url: deployment.audience_dead_letters_url,
        table: deployment.table_name,
    })
}
