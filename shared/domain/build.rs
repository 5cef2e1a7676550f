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
            let table = sorted(&fs::read_to_string(file)?);
            fs::write(folder.join(file.file_name().ok_or("a file has a name")?), table)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn sorted(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    let mut rows: Vec<_> = lines
        .flat_map(|(keys, values)| keys.split(", ").map(move |key| (key.to_lowercase(), values)))
        .collect();
    rows.sort();
    rows.iter().flat_map(|(key, values)| [key, "=", values, "\n"]).collect()
}
