//! The files beside the pages: scripts, styles, messages and the app, each named by its content and compressed.

use crate::imports::shorten;
use flate2::Compression;
use flate2::write::GzEncoder;
use nattoku_app::i18n::compile::compile;
use nattoku_consent::Language;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// The styles in the order in which they cascade.
const STYLES: [&str; 13] = [
    "palette.css",
    "tokens.css",
    "base.css",
    "components/frame.css",
    "components/button.css",
    "components/answers.css",
    "components/card.css",
    "components/note.css",
    "components/journey.css",
    "components/screens.css",
    "components/record.css",
    "components/fallback.css",
    "print.css",
];

/// Messages that only the server speaks.
const SERVER_ONLY: [&str; 5] = ["desk.ftl", "problem.ftl", "publish.ftl", "receipt.ftl", "sheet.ftl"];

/// Messages that only the disclosures speak.
const LISTS: &str = "disclosures.ftl";

/// Messages that only the record speaks, besides those of the app.
const RECORD: &str = "record.ftl";

/// Messages of what stands beside the app only: of a shared tablet, and of a portal's frame.
const BESIDE: [&str; 2] = ["embed.ftl", "kiosk.ftl"];

/// One language's messages.
pub(crate) struct Messages {
    /// The language.
    pub language: Language,
    /// The messages, compiled.
    pub compiled: nattoku_app::i18n::Messages,
    /// Where it is served.
    pub address: String,
    /// Where the messages of the disclosures are served.
    pub lists: String,
    /// Where those of the record are.
    pub record: String,
    /// Where those of what stands beside the app are.
    pub beside: String,
}

/// Where everything is served.
pub(crate) struct Assets {
    /// The script that starts the app.
    pub start: String,
    /// The app's own script.
    pub app: String,
    /// The app.
    pub wasm: String,
    /// The script that starts the disclosures, their own script, they themselves, and what their styles add to the
    /// app's.
    pub lists: [String; 4],
    /// The script that starts the record, its own script, it itself, and its styles.
    pub record: [String; 4],
    /// The script and the program that verify receipts.
    pub proof: [String; 2],
    /// The script that keeps answers on the device.
    pub outbox: String,
    /// The script of a shared tablet, that of a portal's frame, and the styles of both.
    pub beside: [String; 4],
    /// The app's styles.
    pub styles: String,
    /// All styles of a page that shows the disclosures by themselves.
    pub lists_styles: String,
    /// The messages of every language.
    pub languages: Vec<Messages>,
}

impl Assets {
    /// Moves everything into `assets/` of the stage.
    pub(crate) fn collect(source: &Path, stage: &Path) -> Result<Self, Box<dyn Error>> {
        let out = Out(stage.join("assets"));
        fs::create_dir_all(&out.0)?;
        let take = |name: &str| -> Result<Vec<u8>, Box<dyn Error>> {
            let bytes = fs::read(stage.join(name))?;
            fs::remove_file(stage.join(name))?;
            Ok(bytes)
        };
        let (styles, of_the_lists) = styles(source)?;
        let (app, program) =
            shorten(&lean(&take("nattoku-app.js")?), &without_names(&take("nattoku-app_bg.wasm")?)?)?;
        Ok(Self {
            app: out.put("app", "js", &app)?,
            wasm: out.put("app", "wasm", &program)?,
            lists: [
                out.put("disclosures-start", "js", &lean(&fs::read(source.join("page/disclosures.js"))?))?,
                out.put("disclosures", "js", &lean(&take("nattoku-disclosures.js")?))?,
                out.put("disclosures", "wasm", &without_names(&take("nattoku-disclosures_bg.wasm")?)?)?,
                out.put("lists", "css", of_the_lists.as_bytes())?,
            ],
            record: [
                out.put("record-start", "js", &lean(&fs::read(source.join("page/record.js"))?))?,
                out.put("record", "js", &lean(&take("nattoku-record.js")?))?,
                out.put("record", "wasm", &without_names(&take("nattoku-record_bg.wasm")?)?)?,
                out.put("record", "css", &fs::read(source.join("styles/record.css"))?)?,
            ],
            proof: [
                out.put("proof", "js", &lean(&take("nattoku-proof.js")?))?,
                out.put("proof", "wasm", &without_names(&take("nattoku-proof_bg.wasm")?)?)?,
            ],
            outbox: out.put("outbox", "js", &lean(&fs::read(source.join("page/outbox.js"))?))?,
            beside: beside(source, &out)?,
            start: out.put("start", "js", &lean(&fs::read(source.join("page/start.js"))?))?,
            lists_styles: out.put("disclosures", "css", format!("{styles}{of_the_lists}").as_bytes())?,
            styles: out.put("style", "css", styles.as_bytes())?,
            languages: messages(&source.join("locales"), &out)?,
        })
    }
}

/// The app's styles, in one piece, and what those of the disclosures add.
fn styles(source: &Path) -> Result<(String, String), std::io::Error> {
    let read = |name: &str| fs::read_to_string(source.join("styles").join(name));
    let parts = STYLES.iter().map(|name| read(name));
    Ok((parts.collect::<Result<Vec<_>, _>>()?.concat(), read("disclosures.css")?))
}

/// What stands beside the app: a shared tablet's script, that of a portal's frame, that of signing in at a portal, and
/// their styles.
fn beside(source: &Path, out: &Out) -> Result<[String; 4], Box<dyn Error>> {
    Ok([
        out.put("kiosk", "js", &lean(&fs::read(source.join("page/kiosk.js"))?))?,
        out.put("frame", "js", &lean(&fs::read(source.join("page/frame.js"))?))?,
        out.put("login", "js", &lean(&fs::read(source.join("page/login.js"))?))?,
        out.put("beside", "css", &fs::read(source.join("styles/beside.css"))?)?,
    ])
}

/// A script without its comments, blank lines and indents: nobody reads them on a phone. Our scripts, and those that
/// come with the programs, hold no text that runs over lines.
fn lean(script: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(script);
    let says_nothing =
        |line: &&str| line.is_empty() || ["//", "/*", "* ", "*/"].iter().any(|mark| line.starts_with(mark));
    let lines = text.lines().map(str::trim).filter(|line| !says_nothing(line) && *line != "*");
    lines.collect::<Vec<_>>().join("\n").into_bytes()
}

/// Leaves out the names of functions and of the tools: a quarter of what a phone would load, and of no use
/// to it. The sections that say what the app needs stay.
fn without_names(wasm: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let of_no_use = matches!(&payload, Payload::CustomSection(section) if ["name", "producers"].contains(&section.name()));
        if let Some((id, range)) = payload.as_section().filter(|_| !of_no_use) {
            module.section(&RawSection { id, data: &wasm[range] });
        }
    }
    Ok(module.finish())
}

fn messages(locales: &Path, out: &Out) -> Result<Vec<Messages>, Box<dyn Error>> {
    let mut all = Vec::new();
    for folder in sorted(locales)? {
        let language: Language = name_of(&folder).parse()?;
        let files = sorted(&folder)?;
        let of = |wanted: &dyn Fn(&str) -> bool| -> Result<_, Box<dyn Error>> {
            let files = files.iter().filter(|file| wanted(&name_of(file)));
            let source = files.map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?.join("\n");
            Ok(compile(&source)?)
        };
        let of_the_record =
            |name: &str| name != LISTS && !BESIDE.contains(&name) && !SERVER_ONLY.contains(&name);
        let record = serde_json::to_vec(&of(&of_the_record)?)?;
        let record = out.put(&format!("{language}-record"), "json", &record)?;
        let compiled = of(&|name| of_the_record(name) && name != RECORD)?;
        let address = out.put(language.as_str(), "json", &serde_json::to_vec(&compiled)?)?;
        let lists = of(&|name| name == LISTS)?;
        let lists = out.put(&format!("{language}-disclosures"), "json", &serde_json::to_vec(&lists)?)?;
        let beside = serde_json::to_vec(&of(&|name| BESIDE.contains(&name))?)?;
        let beside = out.put(&format!("beside-{language}"), "json", &beside)?;
        all.push(Messages { language, compiled, address, lists, record, beside });
    }
    Ok(all)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The folder of files named by their content.
struct Out(PathBuf);

impl Out {
    /// Writes a file with its compressed forms and gives its address.
    fn put(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<String, Box<dyn Error>> {
        let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{stem}-{hash}.{extension}");
        fs::write(self.0.join(&name), bytes)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        fs::write(self.0.join(format!("{name}.gz")), gzip.finish()?)?;
        let mut compressed = Vec::new();
        let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &best)?;
        fs::write(self.0.join(format!("{name}.br")), compressed)?;
        Ok(format!("/assets/{name}"))
    }
}
