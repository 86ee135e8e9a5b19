//! The system's packages for the tests: browsers, their drivers, a Japanese font.

use crate::workspace::{Workspace, announce, output, run};
use anyhow::{Context, Result, bail};

/// Debian's packages, each with the program it brings (none: it brings files only) and why it is needed.
const PACKAGES: [(&str, &str, &str); 14] = [
    ("npm", "npm", "installs the test packages"),
    ("chromium", "chromium", "the browser of the journeys"),
    ("chromium-driver", "chromedriver", "drives it for the component tests"),
    ("fonts-noto-cjk", "", "Japanese would be boxes without it"),
    ("firefox-esr", "firefox-esr", "a second engine"),
    ("webkit2gtk-driver", "WebKitWebDriver", "a third engine, nearest to an iPhone"),
    ("xvfb", "Xvfb", "a screen for it"),
    ("poppler-utils", "pdftotext", "reads the printed receipt"),
    ("sqlite3", "sqlite3", "ends sessions and invitations as time does"),
    ("postgresql", "", "the other database that the store runs on"),
    ("python3", "python3", "verifies receipts a second time, in another language"),
    ("python3-venv", "", "keeps the tests' Python packages to themselves"),
    ("strace", "strace", "sees what the server asks of the disk, and makes it fail"),
    ("git", "git", "lists the files of the repository"),
];

/// Installs those that are missing.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    install_of(workspace, |_| true)
}

/// Installs this one, if it is missing.
pub(crate) fn install_one(workspace: &Workspace, wanted: &str) -> Result<()> {
    install_of(workspace, |package| package == wanted)
}

fn install_of(workspace: &Workspace, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let wanted = PACKAGES.iter().filter(|(package, ..)| wanted(package));
    let missing: Vec<_> =
        wanted.filter(|(package, program, _)| !is_there(workspace, package, program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|(package, ..)| *package).collect();
    let reasons: Vec<_> =
        missing.iter().map(|(package, _, reason)| format!("{package} ({reason})")).collect();
    announce(&reasons.join(", "), "the tests run in real browsers, and make real faults", "2 minutes");
    let by_hand = format!("apt-get install --no-install-recommends {}", names.join(" "));
    if !has_program("apt-get") {
        bail!("there is no apt-get here. Install what `{by_hand}` brings on Debian, and run this again");
    }
    let rights: &[&str] =
        if output(&mut workspace.command("id", &["-u"]))?.trim() == "0" { &[] } else { &["sudo", "-n"] };
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> =
            [rights, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
        run(&mut workspace.command(words[0], &words[1..]))
    };
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(names);
    let installed = apt(&["update"]).and_then(|()| apt(&arguments));
    installed.with_context(|| format!("Run `{by_hand}` as root, and then this again"))
}

fn is_there(workspace: &Workspace, package: &str, program: &str) -> bool {
    if !program.is_empty() && has_program(program) {
        return true;
    }
    let query = output(&mut workspace.command("dpkg-query", &["-W", "-f=${db:Status-Status}", package]));
    let fonts =
        || output(&mut workspace.command("fc-list", &[":lang=ja"])).is_ok_and(|list| !list.trim().is_empty());
    let venv = || output(&mut workspace.command("python3", &["-c", "import ensurepip, venv"])).is_ok();
    let brought = match package {
        "fonts-noto-cjk" => fonts(),
        "python3-venv" => venv(),
        "postgresql" => crate::postgres::programs().is_some() && has_program("psql"),
        _ => false,
    };
    brought || query.is_ok_and(|status| status == "installed")
}

/// Whether a program lies on the path.
pub(crate) fn has_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
