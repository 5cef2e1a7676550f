//! Processes that go on after the command that started them, each in a group of its own.
//!
//! A process is known by its id, by the time of its start, and by the directory that it was started for: the files of a
//! directory that was copied name the processes of the original, which are not the copy's.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, test_kill_process, waitpid};
use serde::{Deserialize, Serialize};

/// What a process gets to end by itself. The emulator writes its state meanwhile.
const GRACE: Duration = Duration::from_secs(20);

/// Whether processes may be started. Held while one is started and written down, so that an interrupt misses none.
static OPEN: Mutex<bool> = Mutex::new(true);

/// From now on every start fails.
pub(crate) fn start_no_more() {
    *open() = false;
}

fn open() -> MutexGuard<'static, bool> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The processes that were started for a directory. Their ids are in it, beside their logs.
#[derive(Clone)]
pub(crate) struct Processes {
    directory: PathBuf,
}

/// What the file of a process holds.
#[derive(Deserialize, Serialize)]
struct Record {
    pid: i32,
    since: String,
    /// The directory, so that a copy of the file in another one is known for a copy.
    directory: PathBuf,
}

/// A process that was started: its id, and since when it runs, which tells it from a later one of the same id.
#[derive(Debug, PartialEq)]
pub(crate) struct Process {
    /// How it is called, and its files.
    pub(crate) name: String,
    pid: Pid,
    since: String,
}

impl Processes {
    pub(crate) fn in_directory(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Starts a process; its output goes to `<name>.log`.
    pub(crate) fn start(&self, name: &str, command: &mut Command) -> anyhow::Result<Process> {
        use std::os::unix::process::CommandExt;
        let open = open();
        ensure!(*open, "interrupted");
        let log = File::create(self.log(name))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let pid = Pid::from_child(&child);
        let since = since(pid).unwrap_or_default();
        let directory = self.directory.canonicalize()?;
        let record = Record { pid: pid.as_raw_nonzero().get(), since: since.clone(), directory };
        fs::write(self.id_file(name), serde_json::to_vec(&record)?)?;
        Ok(Process { name: name.to_owned(), pid, since })
    }

    /// Every process that was started for this directory and not stopped, running or not.
    pub(crate) fn all(&self) -> Vec<Process> {
        let Ok(directory) = self.directory.canonicalize() else { return Vec::new() };
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        let mut all: Vec<_> = entries.filter_map(|entry| Process::read(&entry.path(), &directory)).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// Whether there are some, and all of them run.
    pub(crate) fn are_running(&self) -> bool {
        let all = self.all();
        !all.is_empty() && all.iter().all(Process::is_running)
    }

    /// Ends all of them with all that they started.
    pub(crate) fn stop(&self) -> anyhow::Result<()> {
        let _open = open();
        let all = self.all();
        signal(&all, Signal::TERM);
        let deadline = Instant::now() + GRACE;
        while all.iter().any(Process::is_running) && Instant::now() < deadline {
            sleep(Duration::from_millis(20));
        }
        signal(&all, Signal::KILL);
        for process in all {
            // It fails where another command started the process, which is not ours to bury then.
            waitpid(Some(process.pid), WaitOptions::empty()).ok();
            fs::remove_file(self.id_file(&process.name)).context("cannot forget a process")?;
        }
        Ok(())
    }

    /// Where a process's output goes.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.directory.join(name).with_extension("log")
    }

    fn id_file(&self, name: &str) -> PathBuf {
        self.directory.join(name).with_extension("pid")
    }
}

impl Process {
    fn read(file: &Path, directory: &Path) -> Option<Self> {
        if file.extension()? != "pid" {
            return None;
        }
        let record: Record = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        let name = file.file_stem()?.to_str()?.to_owned();
        let pid = Pid::from_raw(record.pid)?;
        (record.directory == directory).then_some(Self { name, pid, since: record.since })
    }

    /// Whether this very process still runs.
    pub(crate) fn is_running(&self) -> bool {
        since(self.pid).is_some_and(|since| since == self.since)
    }
}

/// The group outlives its first process where that crashed, so the group is what is ended.
fn signal(processes: &[Process], signal: Signal) {
    for process in processes {
        let other = since(process.pid).is_some_and(|since| since != process.since);
        if !other {
            // It fails where the group has ended, which is what is wanted.
            kill_process_group(process.pid, signal).ok();
        }
    }
}

/// When a running process was started, in the system's own count (empty on systems that do not tell); `None` where it
/// has ended, reaped or not. See `proc_pid_stat(5)`.
fn since(pid: Pid) -> Option<String> {
    let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())) else {
        let without_proc = !Path::new("/proc/self/stat").exists();
        return (without_proc && test_kill_process(pid).is_ok()).then(String::new);
    };
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    let since = fields.nth(18)?;
    (state != "Z").then(|| since.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_and_its_children_end_with_stop() {
        let directory = std::env::temp_dir().join(format!("rechime-processes-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let processes = Processes::in_directory(directory.clone());
        let started =
            processes.start("nap", Command::new("sh").args(["-c", "sleep 60 & echo $!; wait"])).unwrap();
        assert!(started.is_running());
        assert_eq!(processes.all(), [started]);
        let [running] = processes.all().try_into().unwrap();
        while fs::read_to_string(processes.log("nap")).unwrap().is_empty() {
            sleep(Duration::from_millis(5));
        }
        let child = fs::read_to_string(processes.log("nap")).unwrap();
        let child = Pid::from_raw(child.trim().parse().unwrap()).unwrap();
        processes.stop().unwrap();
        assert!(!running.is_running());
        assert!(processes.all().is_empty());
        assert_eq!(since(child), None, "its sleep ended too");
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_copied_directory_has_no_processes_and_ends_none() {
        let directory = std::env::temp_dir().join(format!("rechime-original-{}", std::process::id()));
        let copy = directory.join("copy");
        fs::create_dir_all(&copy).unwrap();
        let original = Processes::in_directory(directory.clone());
        let started = original.start("nap", Command::new("sleep").arg("60")).unwrap();
        fs::copy(directory.join("nap.pid"), copy.join("nap.pid")).unwrap();
        let copied = Processes::in_directory(copy);
        assert!(copied.all().is_empty() && !copied.are_running());
        copied.stop().unwrap();
        assert!(started.is_running() && original.are_running());
        original.stop().unwrap();
        assert!(!started.is_running());
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn another_process_of_the_same_id_is_not_ours() {
        let this = rustix::process::getpid();
        let other = Process { name: "other".to_owned(), pid: this, since: "0".to_owned() };
        assert!(!other.is_running());
    }
}
