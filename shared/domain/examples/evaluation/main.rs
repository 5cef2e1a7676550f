//! Evaluates messages again and again, for `cargo xtask bench rules`: `evaluation CASE ROUNDS` prints nanoseconds per
//! evaluation, valgrind counts the rest. Without arguments it lists the cases: evaluations in a round, and name.

use std::{env, error::Error, hint::black_box, io, io::Write, time::Instant};

use rechime_domain::decision::decide;

mod sample;

use sample::Sample;

/// Rounds that are timed together.
const SPELL: u32 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let mut arguments = env::args().skip(1);
    let (Some(case), Some(rounds)) = (arguments.next(), arguments.next()) else {
        return list(&mut out);
    };
    let (_, samples) = sample::CASES.into_iter().find(|(name, _)| *name == case).ok_or("no such case")?;
    let (samples, rounds) = (samples()?, rounds.parse::<u32>()?);
    // Time zones are read and templates compiled once per process, so that is no part of an evaluation.
    evaluate(&samples, 1);
    let nanoseconds = fastest(&samples, rounds) / f64::from(u32::try_from(samples.len())?);
    Ok(writeln!(out, "{nanoseconds:.0}")?)
}

/// Nanoseconds of a round, in the quickest spell: the one that others on the machine disturbed least.
fn fastest(samples: &[Sample], rounds: u32) -> f64 {
    let spells = (0..rounds).step_by(SPELL as usize).map(|done| SPELL.min(rounds - done));
    let timed = spells.map(|rounds| {
        let start = Instant::now();
        evaluate(samples, rounds);
        start.elapsed().as_secs_f64() * 1e9 / f64::from(rounds)
    });
    timed.fold(f64::INFINITY, f64::min)
}

fn list(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    for (name, samples) in sample::CASES {
        writeln!(out, "{} {name}", samples()?.len())?;
    }
    Ok(())
}

fn evaluate(samples: &[Sample], rounds: u32) {
    for _ in 0..rounds {
        for sample in samples {
            black_box(decide(&black_box(sample).situation()));
        }
    }
}
