//! Answers `tests/oracles/places`. A line in: a phone number in E.164. A line out: its zones, the states and
//! provinces of its area code, and those where its owner may be if nothing else is known, each joined by commas.

use std::{
    error::Error,
    io::{self, BufRead, BufWriter, Write},
};

use rechime_domain::{
    jurisdiction::{self, Jurisdiction},
    phone::PhoneNumber,
    place::Address,
    zone::{self, ZoneSource},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    let unknown = Address::default();
    for line in io::stdin().lock().lines() {
        let phone = PhoneNumber::from_e164(&line?)?;
        let evidence = zone::locate(None, &unknown, &phone, "UTC");
        let zones =
            if evidence.source == ZoneSource::Store { String::new() } else { evidence.zones.join(",") };
        let possible = jurisdiction::locate(&unknown, &phone).candidates;
        writeln!(out, "{zones} {} {}", codes(jurisdiction::of_area_code(&phone)), codes(possible))?;
    }
    Ok(out.flush()?)
}

fn codes(jurisdictions: Vec<Jurisdiction>) -> String {
    jurisdictions.into_iter().map(Jurisdiction::as_str).collect::<Vec<_>>().join(",")
}
