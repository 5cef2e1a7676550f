//! Packs the files that browsers load: each gets the hash of its bytes as part of its address, and a gzipped twin.

use std::{env, error::Error, fmt::Write as _, fs, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// Name, constant, content type.
const ASSETS: [(&str, &str, &str); 4] = [
    ("app.css", "STYLE", "text/css; charset=utf-8"),
    ("app.js", "SCRIPT", "text/javascript; charset=utf-8"),
    ("icons.svg", "ICONS", "image/svg+xml"),
    ("icon.svg", "FAVICON", "image/svg+xml"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=templates");
    let out = env::var("OUT_DIR")?;
    let mut code = String::new();
    for (name, constant, content_type) in ASSETS {
        let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("assets").join(name);
        let bytes = fs::read(&source)?;
        let packed = Path::new(&out).join(format!("{name}.gz"));
        fs::write(&packed, gzip(&bytes)?)?;
        let (source, packed) = (source.display().to_string(), packed.display().to_string());
        writeln!(
            code,
            "pub(crate) const {constant}: Asset = Asset {{ path: \"/a/{}/{name}\", content_type: {content_type:?}, \
             plain: include_bytes!({source:?}), gzip: include_bytes!({packed:?}) }};",
            hash(&bytes),
        )?;
    }
    fs::write(Path::new(&out).join("assets.rs"), code)?;
    Ok(())
}

/// Twelve hexadecimal digits: enough to tell one version of a file from another.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
