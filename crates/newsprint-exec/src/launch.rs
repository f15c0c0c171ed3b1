//! Which program is started, and how.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use std::{env, io};

/// How children are started.
pub(crate) struct Launch {
    /// The program as the pipeline names it.
    pub(crate) name: String,
    /// Where it was found.
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<String>,
    /// Names of the variables that a child gets; `None` is all.
    pub(crate) env: Option<Vec<String>>,
    /// The first line that a child is sent.
    pub(crate) hello: Vec<u8>,
    pub(crate) start_timeout: Duration,
    pub(crate) timeout: Duration,
}

impl Launch {
    /// Starts the program. On Unix it leads a process group of its own: it can be ended with all
    /// that it started, and an interrupt from the terminal is newsprint's to handle.
    pub(crate) fn spawn(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(names) = &self.env {
            command.env_clear();
            command.envs(names.iter().filter_map(|name| Some((name, env::var_os(name)?))));
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn()
    }
}

/// A process of ours, to the moment that it has been waited for. Its number must not be used after
/// that: it may be another's.
pub(crate) struct Process {
    child: Child,
    status: Option<ExitStatus>,
}

impl Process {
    pub(crate) fn new(child: Child) -> Self {
        Self { child, status: None }
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        if self.status.is_none() {
            self.status = self.child.try_wait().ok().flatten();
        }
        self.status.is_some()
    }

    /// Ends it, if it has not been waited for, and on Unix all that it started.
    pub(crate) fn kill(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            #[cfg(unix)]
            if let Some(group) = rustix::process::Pid::from_raw(self.child.id().cast_signed()) {
                let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
            }
            // An error means that it has ended already.
            let _ = self.child.kill();
            self.status = self.child.wait().ok();
        }
        self.status
    }
}

/// Where the program `name` is: itself when it has a folder, else in a folder of `PATH`.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    if Path::new(name).components().count() > 1 {
        return is_program(Path::new(name));
    }
    env::split_paths(&env::var_os("PATH")?).find_map(|folder| is_program(&folder.join(name)))
}

fn is_program(path: &Path) -> Option<PathBuf> {
    let with_suffix = path.with_added_extension(env::consts::EXE_EXTENSION);
    [path.to_owned(), with_suffix].into_iter().find(|path| path.is_file())
}
