//! The Lambda Runtime API, as much of it as a function needs to answer invocations:
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tiny_http::{Header, Method, Request, Response, Server};

use super::processors::Processors;

/// How long an invocation may take. Under valgrind a start is fifty times as slow.
const PATIENCE: Duration = Duration::from_mins(2);

/// The end of the path to which an answer goes. An error goes to another.
const ANSWERED: &str = "/response";

/// A process of a function, from its start until it has answered all it was given and asks for more.
pub(super) struct Run {
    /// From the start of the process to its first answer.
    pub(super) first_answer: Duration,
    /// The processor time of the process, in user and system mode, without its end: Lambda has the answer by then.
    pub(super) processor_time: Duration,
}

/// Starts a program, hands it the events one after the other, and ends it.
///
/// # Errors
/// Where the program does not start, ends by itself, reports an error, or does not answer within two minutes.
pub(super) fn run(command: &mut Command, events: &[Value], processors: &Processors) -> anyhow::Result<Run> {
    let api = Server::http("127.0.0.1:0").map_err(anyhow::Error::from_boxed)?;
    let address = api.server_addr().to_ip().context("the Runtime API has no address")?;
    command.env("AWS_LAMBDA_RUNTIME_API", address.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    processors.empty_caches()?;
    let started = Instant::now();
    let child = processors.spawn(command);
    let mut child = Ended(child.with_context(|| format!("cannot run {}", program(command).display()))?);
    let (first_answer, pending) = hand_on(&api, events, started)?;
    let processor_time = used_by(&child.0)?;
    child.end()?;
    drop(pending);
    Ok(Run { first_answer, processor_time })
}

/// A process that does not outlive this value.
struct Ended(Child);

impl Ended {
    fn end(&mut self) -> anyhow::Result<()> {
        if self.0.try_wait()?.is_none() {
            kill_process(Pid::from_child(&self.0), Signal::TERM)?;
            self.0.wait()?;
        }
        Ok(())
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.end().ok();
    }
}

fn program(command: &Command) -> &Path {
    Path::new(command.get_program())
}

/// Answers the process until it asks for more than there is. Gives back when its first answer came, and the request that has
/// no answer: a request that is dropped is answered with an error, from which the process would panic within what is measured.
fn hand_on(api: &Server, events: &[Value], started: Instant) -> anyhow::Result<(Duration, Request)> {
    let mut left = events.iter();
    let mut first_answer = None;
    loop {
        let request = api.recv_timeout(PATIENCE)?.context("the function does not answer")?;
        if *request.method() == Method::Get {
            match left.next() {
                Some(event) => give(request, event)?,
                None => return Ok((first_answer.context("no event was given")?, request)),
            }
        } else {
            first_answer.get_or_insert_with(|| started.elapsed());
            take(request)?;
        }
    }
}

fn give(request: Request, event: &Value) -> anyhow::Result<()> {
    let response = Response::from_string(event.to_string())
        .with_header(header("Content-Type", "application/json")?)
        .with_header(header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")?)
        // Of the year 2100: nothing ends by it.
        .with_header(header("Lambda-Runtime-Deadline-Ms", "4102444800000")?)
        .with_header(header(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:us-east-1:000000000000:function:measured",
        )?);
    Ok(request.respond(response)?)
}

/// Takes an answer. It must be one of a function that did its work.
fn take(mut request: Request) -> anyhow::Result<()> {
    let mut body = String::new();
    request.as_reader().read_to_string(&mut body)?;
    let path = request.url().to_owned();
    request.respond(Response::from_string("{}").with_status_code(202))?;
    let answer: Value = serde_json::from_str(&body).with_context(|| format!("no JSON: {body}"))?;
    let given_back =
        answer.get("batchItemFailures").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    let failed = answer.get("statusCode").and_then(Value::as_u64).is_some_and(|status| status >= 500);
    if !path.ends_with(ANSWERED) || given_back || failed {
        bail!("the function answers {path}: {body}");
    }
    Ok(())
}

fn header(name: &str, value: &str) -> anyhow::Result<Header> {
    Header::from_bytes(name, value).ok().with_context(|| format!("no header: {name}: {value}"))
}

/// The processor time of a process so far.
#[cfg(target_os = "linux")]
fn used_by(child: &Child) -> anyhow::Result<Duration> {
    let clock = nix::time::clock_getcpuclockid(nix::unistd::Pid::from_raw(child.id().try_into()?))?;
    Ok(nix::time::clock_gettime(clock)?.into())
}

#[cfg(not(target_os = "linux"))]
fn used_by(_: &Child) -> anyhow::Result<Duration> {
    bail!("processes are measured on Linux")
}
