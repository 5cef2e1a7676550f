//! Evaluates messages again and again, for `cargo xtask bench rules`: `evaluation CASE ROUNDS` prints nanoseconds per
//! evaluation, valgrind counts the rest. Without arguments it lists the cases: evaluations in a round, and name.

use std::{env, error::Error, hint::black_box, io, io::Write, time::Instant};

use rechime_domain::decision::decide;

mod sample;

use sample::Sample;

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
    let start = Instant::now();
    evaluate(&samples, rounds);
    let evaluations = f64::from(rounds) * f64::from(u32::try_from(samples.len())?);
    Ok(writeln!(out, "{:.0}", start.elapsed().as_secs_f64() * 1e9 / evaluations)?)
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
