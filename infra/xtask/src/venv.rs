//! Python environments, made from pinned requirements.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::command::{output, run};
use crate::debian::install;
use crate::paths::Paths;
use crate::progress::step;

/// Makes environments and installs requirements many times faster than Python's own means.
const UV: &str = "uv==0.13.9";

const NEEDED: &str = "Python 3.10 or newer with its venv module is needed.";

const INTERPRETERS: [&str; 6] =
    ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

/// A Python environment.
pub(crate) struct Venv {
    directory: PathBuf,
}

impl Venv {
    /// The environment that `infra/local/requirements/<name>.txt` describes, made or renewed where needed.
    pub(crate) fn prepare(paths: &Paths, name: &str) -> anyhow::Result<Self> {
        let requirements = paths.infra_local().join("requirements").join(name).with_extension("txt");
        let wanted = fs::read_to_string(&requirements).with_context(|| requirements.display().to_string())?;
        let venv = Self { directory: paths.venv(name) };
        let stamp = venv.directory.join("requirements.txt");
        if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
            return Ok(venv);
        }
        step(&format!("preparing Python's environment for {name}"), || {
            let uv = Self::with_uv(paths)?;
            let uv = || Command::new(uv.program("uv"));
            let python = interpreter()?;
            run(uv().args(["venv", "--quiet", "--clear", "--python", &python]).arg(&venv.directory))?;
            run(uv().args(["pip", "install", "--quiet", "--python"]).args([
                venv.program("python").as_os_str(),
                "--requirement".as_ref(),
                requirements.as_os_str(),
            ]))?;
            fs::write(&stamp, &wanted)?;
            Ok(())
        })?;
        Ok(venv)
    }

    /// The environment of the program that makes the others.
    fn with_uv(paths: &Paths) -> anyhow::Result<Self> {
        let venv = Self { directory: paths.venv("uv") };
        let stamp = venv.directory.join("requirements.txt");
        if fs::read_to_string(&stamp).is_ok_and(|present| present == UV) {
            return Ok(venv);
        }
        create(&interpreter()?, &venv)?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV];
        run(Command::new(venv.program("python")).args(pip))?;
        fs::write(&stamp, UV)?;
        Ok(venv)
    }

    /// A program of this environment, such as `python`.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.directory.join("bin").join(name)
    }
}

/// The first Python that is new enough.
fn interpreter() -> anyhow::Result<String> {
    let check = "import sys; sys.exit(sys.version_info < (3, 10))";
    let good = |python: &&str| output(Command::new(python).args(["-c", check])).is_ok();
    if let Some(python) = INTERPRETERS.into_iter().find(good) {
        return Ok(python.to_owned());
    }
    install("python3 python3-venv", NEEDED)?;
    INTERPRETERS.into_iter().find(good).map(str::to_owned).context("Python 3.10 or newer is needed")
}

/// Debian's Python comes without the module that makes environments.
fn create(python: &str, venv: &Venv) -> anyhow::Result<()> {
    let make = || output(Command::new(python).args(["-m", "venv", "--clear"]).arg(&venv.directory));
    if make().is_err() {
        install("python3-venv", NEEDED)?;
        make()?;
    }
    Ok(())
}
