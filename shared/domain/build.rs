//! Sorts the tables by which places are found (`src/*/data/*.txt`), so that a process finds a line without reading the rest.
//!
//! A line of the files is `key, key = value value`, and `#` begins a comment. A line of what is made of them is
//! `key=value value`, with the key in lower case.

use std::{
    env,
    error::Error,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let made = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo tells OUT_DIR")?);
    for module in entries(Path::new("src"))? {
        let data = module.join("data");
        if !data.is_dir() {
            continue;
        }
        let folder = made.join(module.file_name().ok_or("a module has a name")?);
        fs::create_dir_all(&folder)?;
        for file in entries(&data)?.iter().filter(|file| file.extension() == Some(OsStr::new("txt"))) {
            let table =
                sorted(&fs::read_to_string(file)?).map_err(|fault| format!("{}: {fault}", file.display()))?;
            fs::write(folder.join(file.file_name().ok_or("a file has a name")?), table)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn sorted(text: &str) -> Result<String, String> {
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (keys, values) = line
            .split_once(" = ")
            .ok_or_else(|| format!("write `key, key = value value` instead of `{line}`"))?;
        rows.extend(keys.split(", ").map(|key| (key.to_lowercase(), values)));
    }
    rows.sort();
    Ok(rows.iter().flat_map(|(key, values)| [key, "=", values, "\n"]).collect())
}
