//! A FHIR server of other people's in a process of its own: `tests/fhir/server.mjs`. It holds what it was told, however
//! often nattoku is killed, and misbehaves on command.

use nattoku::deliver::fhir::config::Config;
use reqwest::Client;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub const SERVER_TOKEN: &str = "a-token-of-the-fhir-server";

/// By which system the server knows patients by the hospital's number.
pub const PATIENTS: &str = "urn:oid:1.2.392.100495.20.3.51.1";

/// Running until it is dropped.
pub struct FhirPeer {
    child: Child,
    /// Its origin.
    pub origin: String,
    http: Client,
}

impl FhirPeer {
    /// Starts it; at a port, or at any that is free.
    pub fn start(port: u16) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
        let mut command = Command::new("node");
        command.current_dir(&tests).args(["fhir/server.mjs", SERVER_TOKEN, &port.to_string()]);
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("node: {error}; `cargo xtask test` installs what the tests need"));
        let mut origin = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut origin).unwrap();
        assert!(origin.starts_with("http"), "the FHIR server did not start; run `npm ci` in tests");
        // A connection for each question: Node closes one that idles, perhaps while the next question is on its way.
        let http = Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { child, origin: origin.trim().to_owned(), http }
    }

    pub fn port(&self) -> u16 {
        self.origin.rsplit(':').next().unwrap().parse().unwrap()
    }

    /// Writes the files that name it into a folder.
    pub fn file(&self, folder: &Path, token: &str) -> PathBuf {
        std::fs::write(folder.join("fhir-token"), token).unwrap();
        let file = folder.join("fhir-server.toml");
        let written = format!(
            "id = \"his\"\nurl = \"{}/fhir\"\ntoken_file = \"fhir-token\"\npatients = \"{PATIENTS}\"\nlocal = true\n",
            self.origin
        );
        std::fs::write(&file, written).unwrap();
        file
    }

    pub fn config(&self, folder: &Path) -> Config {
        Config::read(&self.file(folder, SERVER_TOKEN)).unwrap()
    }

    pub async fn mood(&self, mood: Value) {
        self.ask(reqwest::Method::POST, "mood", Some(mood)).await;
    }

    /// Every version of everything that it holds, oldest first.
    pub async fn everything(&self) -> Vec<Value> {
        serde_json::from_value(self.ask(reqwest::Method::GET, "everything", None).await).unwrap()
    }

    pub async fn ask(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Value {
        let mut request =
            self.http.request(method, format!("{}/{path}", self.origin)).bearer_auth(SERVER_TOKEN);
        if let Some(body) = body {
            request = request.header("content-type", "application/fhir+json").body(body.to_string());
        }
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{response:?}");
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// Registers a patient there, as the hospital does.
    pub async fn register(&self, number: &str) {
        let identifier = json!([{ "system": PATIENTS, "value": number }]);
        let patient = json!({ "resourceType": "Patient", "identifier": identifier });
        self.ask(reqwest::Method::POST, "fhir/Patient", Some(patient)).await;
    }
}

impl Drop for FhirPeer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
