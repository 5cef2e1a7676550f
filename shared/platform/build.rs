//! Reads Amazon's root certificates (`src/aws/roots/*.cer`), so that a process that starts need not: what TLS wants of them is
//! their names and keys.

use std::{
    env,
    error::Error,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use webpki::anchor_from_trusted_cert;

fn main() -> Result<(), Box<dyn Error>> {
    let made = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo tells OUT_DIR")?);
    let roots = Path::new("src/aws/roots");
    println!("cargo::rerun-if-changed={}", roots.display());
    let mut files = fs::read_dir(roots)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let anchors = files.iter().map(|file| anchor(file)).collect::<Result<Vec<_>, _>>()?;
    fs::write(made.join("amazon.rs"), format!("[{}]", anchors.concat()))?;
    Ok(())
}

/// A trust anchor as Rust's source.
fn anchor(certificate: &Path) -> Result<String, Box<dyn Error>> {
    let read = fs::read(certificate)?;
    let read = read.as_slice().into();
    let named = |fault: &dyn fmt::Display| format!("{}: {fault}", certificate.display());
    let anchor = anchor_from_trusted_cert(&read).map_err(|fault| named(&fault))?;
    if anchor.name_constraints.is_some() {
        return Err(named(&"its names are constrained").into());
    }
    let (name, key) = (anchor.subject.as_ref(), anchor.subject_public_key_info.as_ref());
    Ok(format!(
        "TrustAnchor {{ \
            subject: Der::from_slice(&{name:?}), \
            subject_public_key_info: Der::from_slice(&{key:?}), \
            name_constraints: None, \
        }},"
    ))
}
