//! `cargo xtask bench pages`: what the console's pages read of a large store, and how long their first byte takes.
//!
//! The store is the demo's after thirty days, then the same with ten million messages in its counters and a million people
//! on its list. Units are held against the budgets of the browser's tests. Times are of this machine and its emulator.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use journeys::Journey;
use serde_json::Value;
use ureq::{Agent, http::Request};

use super::growth::fill;
use crate::{
    demo::history,
    http::Http,
    paths::Paths,
    progress::{print, step},
    stack::{self, Stack, Temporary},
};

/// Messages that the counters of the large store tell of, and people on its list, who each have one with its row.
const COUNTED: u64 = 10_000_000;
const PEOPLE: u64 = 1_000_000;

/// How often each page is asked for. Odd, so that there is a median.
const ROUNDS: usize = 9;

/// What a process keeps of the store and of who is signed in, it keeps for seconds: this long, and it is read anew.
const EFFECTIVE_WITHIN: Duration = Duration::from_millis(2_100);

/// How long the first byte of a page may take.
const SOON: Duration = Duration::from_millis(300);

/// Runs the benchmark on a stack of its own.
pub(crate) fn pages(paths: &Paths) -> anyhow::Result<()> {
    let budgets: BTreeMap<String, f64> = serde_json::from_slice(&fs::read(budgets(paths))?)?;
    let build = stack::build(paths)?;
    let started = Temporary::start_since(paths, "bench", &build, history::DAYS)?;
    step("playing thirty days of the demo store", || history::play(&started.paths))?;
    let console = Console::of(&started.stack)?;
    let small = step("a store of some hundred messages", || console.measure(&budgets))?;
    step("ten million messages in the counters, a million people", || enlarge(&started))?;
    let large = step("the same pages", || console.measure(&budgets))?;
    print(&report(&budgets, &small, &large))?;
    let within = |(path, budget): (&String, &f64)| {
        large.pages.get(path).is_some_and(|page| page.units <= *budget && page.first_byte < SOON)
    };
    ensure!(budgets.iter().all(within), "a page reads more than its budget, or its first byte is late");
    Ok(())
}

fn budgets(paths: &Paths) -> std::path::PathBuf {
    paths.root().join("tests/browser/reads.json")
}

/// Fills the counters, has upkeep sum them up by days, and fills the list.
fn enlarge(started: &Temporary) -> anyhow::Result<()> {
    let emulator = Http::new(&started.stack.aws_endpoint_url);
    let answer = emulator.post(&format!("/_stack/counted/{COUNTED}"), &Value::Null)?;
    ensure!(answer.get("messages").and_then(Value::as_u64) >= Some(COUNTED), "not counted: {answer}");
    let journey = Journey::resume_on(&started.paths.handle())?;
    journey.clock.wait(61)?;
    journey.queues.settle()?;
    fill(&started.stack, PEOPLE)
}

/// What a page came to.
struct Page {
    /// Read units of the first time it was asked for.
    units: f64,
    /// The median until the first byte.
    first_byte: Duration,
}

/// What all pages came to, and the most memory that the console had by then, in megabytes.
struct Measured {
    pages: BTreeMap<String, Page>,
    memory: u64,
}

/// The console, with a merchant who is signed in.
struct Console<'a> {
    stack: &'a Stack,
    agent: Agent,
    session: String,
}

impl<'a> Console<'a> {
    fn of(stack: &'a Stack) -> anyhow::Result<Self> {
        let config = Agent::config_builder().proxy(None).http_status_as_error(false).max_redirects(0);
        let agent: Agent = config.max_redirects_will_error(false).build().into();
        let request = Request::post(format!("{}/sign-in", stack.api_url))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(format!("key={}&name=Bench&next=/", stack.admin_key))?;
        let answer = agent.run(request)?;
        let cookie = answer.headers().get("set-cookie").context("nobody was signed in")?;
        let (session, _) = cookie.to_str()?.split_once(';').context("a cookie")?;
        Ok(Self { stack, agent, session: session.to_owned() })
    }

    fn measure(&self, budgets: &BTreeMap<String, f64>) -> anyhow::Result<Measured> {
        let pages = budgets.keys().map(|path| Ok((path.clone(), self.page(path)?)));
        Ok(Measured { pages: pages.collect::<anyhow::Result<_>>()?, memory: self.memory()? })
    }

    fn page(&self, path: &str) -> anyhow::Result<Page> {
        std::thread::sleep(EFFECTIVE_WITHIN);
        let before = self.units()?;
        self.first_byte(path)?;
        let units = self.units()? - before;
        let mut times = (0..ROUNDS).map(|_| self.first_byte(path)).collect::<anyhow::Result<Vec<_>>>()?;
        times.sort();
        let first_byte = times.get(ROUNDS / 2).copied().context("it was asked for")?;
        Ok(Page { units, first_byte })
    }

    fn first_byte(&self, path: &str) -> anyhow::Result<Duration> {
        let url = format!("{}/s/{}{path}", self.stack.api_url, self.stack.store);
        let request = Request::get(&url).header("cookie", &self.session).body(())?;
        let asked = Instant::now();
        let mut answer = self.agent.run(request)?;
        let first_byte = asked.elapsed();
        ensure!(answer.status() == 200, "{url} answered {}", answer.status());
        answer.body_mut().read_to_vec()?;
        Ok(first_byte)
    }

    /// Units that the console has read so far.
    fn units(&self) -> anyhow::Result<f64> {
        let meter = Http::new(&self.stack.meter_url).get("/meter")?;
        let callers = meter.as_object().context("the meter counts by function")?.iter();
        let operations = callers.filter(|(caller, _)| caller.ends_with("-console")).map(|(_, it)| it);
        let counts = operations.filter_map(Value::as_object).flat_map(|operations| operations.values());
        Ok(counts.filter_map(|count| count.get("read_units")?.as_f64()).sum())
    }

    /// The most memory that a process of this stack's console had, in megabytes.
    fn memory(&self) -> anyhow::Result<u64> {
        let mut most = None;
        for process in fs::read_dir("/proc")? {
            let process = process?.path();
            let is_console = fs::read_link(process.join("exe")).is_ok_and(|exe| exe.ends_with("bootstrap"));
            let environment = fs::read_to_string(process.join("environ")).unwrap_or_default();
            let is_of_stack =
                environment.contains(&self.stack.meter_url) && environment.contains("ADMIN_KEY");
            if is_console && is_of_stack {
                most = most.max(peak(&fs::read_to_string(process.join("status"))?));
            }
        }
        most.context("no process of the console was found")
    }
}

/// `VmHWM` of `/proc/<pid>/status`, in megabytes.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1_024)
}

fn report(budgets: &BTreeMap<String, f64>, small: &Measured, large: &Measured) -> String {
    let heading = "read units and first byte      as played        large            budget".to_owned();
    let column = |measured: &Measured, path: &str| match measured.pages.get(path) {
        Some(page) => format!("{:>6.1} {:>5} ms", page.units, page.first_byte.as_millis()),
        None => String::new(),
    };
    let line = |(path, budget): (&String, &f64)| {
        let name = if path.is_empty() { "overview" } else { path };
        format!("{name:<28} {}  {}  {budget:>8}", column(small, path), column(large, path))
    };
    let memory = format!("memory of the console, at most: {} MB, then {} MB", small.memory, large.memory);
    std::iter::once(heading).chain(budgets.iter().map(line)).chain([memory]).collect::<Vec<_>>().join("\n")
}
