//! Runs a target over its seeds and what random changes make of them.

use std::{
    any::Any,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::{
        Once,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{corpus, meter, mutation::mutated, random::Random, targets::Target};

/// How long a target is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// For so long, counted in the processor's time.
    pub time: Option<Duration>,
    /// For so many inputs.
    pub inputs: Option<usize>,
    /// Another number makes other inputs.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Run {
    /// How many inputs were tried.
    pub inputs: usize,
    /// How many of them made the target say something new.
    pub kinds: usize,
    /// The longest that one input took.
    pub slowest: Duration,
    /// The first failure: what it is, and the file that has its input.
    pub failure: Option<String>,
}

/// An input may take the processor this long, whatever its length. Ordinary ones take less than a millisecond.
const LONGEST: Duration = Duration::from_secs(2);

/// A slow input is tried so often: what is counted may be the machine's doing, not the input's.
const TRIES: usize = 4;

/// Inputs of one kind that are changed further.
const MOST_KEPT: usize = 4_000;

/// Panics of the process. A function that turns a panic into a failed record counts too.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Whether an input is being tried. Its panics are counted and not printed.
static TRYING: AtomicBool = AtomicBool::new(false);

fn count_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            if !TRYING.load(Ordering::Relaxed) {
                usual(panic);
            }
        }));
    });
}

/// Runs a target until it fails or the plan is done.
#[must_use]
pub fn run(target: &Target, plan: &Plan) -> Run {
    count_panics();
    let started = meter::processor_time();
    let mut random = Random::new(plan.seed);
    let seeds =
        [(target.seeds)(), corpus::files_below(&format!("tests/fuzz/corpus/{}", target.name))].concat();
    let mut session = Session { target, kinds: BTreeSet::new(), pool: Vec::new(), run: Run::default() };
    for seed in seeds {
        session.pool.push(seed.clone());
        session.attempt(seed);
    }
    let is_over = |run: &Run| {
        run.failure.is_some()
            || plan.time.is_some_and(|time| meter::processor_time().saturating_sub(started) >= time)
            || plan.inputs.is_some_and(|inputs| run.inputs >= inputs)
    };
    while !is_over(&session.run) {
        let Some(parent) = random.pick(&session.pool) else { break };
        let input = mutated(parent, &session.pool, target.words, &mut random);
        session.attempt(input);
    }
    session.run
}

struct Session<'t> {
    target: &'t Target,
    /// What the target said so far.
    kinds: BTreeSet<String>,
    /// Inputs worth changing further.
    pool: Vec<Vec<u8>>,
    run: Run,
}

impl Session<'_> {
    fn attempt(&mut self, input: Vec<u8>) {
        self.run.inputs += 1;
        let tried = attempt(self.target, &input);
        self.run.slowest = self.run.slowest.max(tried.time);
        match tried.outcome {
            Ok(kind) => {
                if self.kinds.insert(kind) {
                    self.run.kinds += 1;
                    if self.pool.len() < MOST_KEPT {
                        self.pool.push(input);
                    }
                }
            }
            Err(failure) if self.run.failure.is_none() => {
                let shortest = shortened(self.target, input);
                let path = corpus::keep(self.target.name, &shortest);
                self.run.failure = Some(format!("{failure}; the input is {}", path.display()));
            }
            Err(_) => {}
        }
    }
}

struct Attempt {
    outcome: Result<String, String>,
    time: Duration,
}

fn attempt(target: &Target, input: &[u8]) -> Attempt {
    let mut time = Duration::MAX;
    let mut outcome = Ok(String::new());
    for _ in 0..TRIES {
        let panics = PANICS.load(Ordering::Relaxed);
        TRYING.store(true, Ordering::Relaxed);
        let (said, cost) = meter::metered(|| catch_unwind(AssertUnwindSafe(|| (target.run)(input))));
        TRYING.store(false, Ordering::Relaxed);
        time = time.min(cost.time);
        outcome = match said {
            Err(panic) => Err(words_of(panic.as_ref())),
            Ok(_) if PANICS.load(Ordering::Relaxed) != panics => Err("it panicked inside".to_owned()),
            Ok(_) if cost.bytes > (target.most_bytes)(input.len()) => {
                Err(format!("{} bytes of memory for {} of input", cost.bytes, input.len()))
            }
            Ok(kind) => Ok(kind),
        };
        if outcome.is_err() || time <= LONGEST {
            break;
        }
    }
    if outcome.is_ok() && time > LONGEST {
        outcome = Err(format!("it took {time:?} for {} bytes", input.len()));
    }
    Attempt { outcome, time }
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().cloned();
    let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
    words.unwrap_or_else(|| "it panicked".to_owned())
}

/// Leaves out what can be left out while it still fails.
fn shortened(target: &Target, input: Vec<u8>) -> Vec<u8> {
    let mut shortest = input;
    let mut size = shortest.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < shortest.len() {
            let mut shorter = shortest.clone();
            drop(shorter.drain(at..(at + size).min(shortest.len())));
            if attempt(target, &shorter).outcome.is_err() { shortest = shorter } else { at += size }
        }
        size /= 2;
    }
    shortest
}
