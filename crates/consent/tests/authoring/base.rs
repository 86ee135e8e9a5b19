//! A small catalogue that passes every check, and the means to change one thing in it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says so by failing")]

use nattoku_consent::authoring::{Finding, SourceFile, read};

pub(crate) const APPROVAL: &str = r#"
[approval]
version = "1"
by = "Committee"
on = 2026-10-01
languages = { ja = "original", en = "reviewed" }
"#;

pub(crate) const PROVIDER: &str = r#"version = 1
issued = 2026-10-01
languages = ["ja", "en"]
programmes = ["study", "notice"]
[provider]
id = "midori"
name = { ja = "病院", en = "Hospital" }
country = "JP"
utc_offset_minutes = 540
[desk]
name = { ja = "窓口", en = "Desk" }
phone = "03-0000-0000"
hours = { ja = "平日", en = "Weekdays" }
place = { ja = "1階", en = "First floor" }
"#;

pub(crate) const QUESTION: &str = r#"short = { ja = "研究", en = "Research" }
headline = { ja = "研究に使います。", en = "Use it for research." }
who = { ja = "大学です。", en = "Universities." }
example = { ja = "薬を比べます。", en = "Comparing medicines." }
risk = { ja = "おそれが残ります。", en = "A chance remains." }
if_no = { ja = "使いません。", en = "It is not used." }
"#;

pub(crate) const GLOSSARY: &str = r#"[[terms]]
id = "registry"
word = { ja = "レジストリ", en = "Registry" }
meaning = { ja = "情報を集めたものです。", en = "Information in one place." }
[[terms]]
id = "anonymisation"
word = { ja = "匿名化", en = "Anonymisation" }
meaning = { ja = "だれか分からなくすることです。", en = "Making it anonymous." }
"#;

pub(crate) const UNDERSTANDING: &str = r#"[[items]]
id = "care"
truth = "first"
question = { ja = "治療は変わりますか。", en = "Does care change?" }
first = { ja = "変わりません", en = "It stays" }
second = { ja = "変わります", en = "It changes" }
explain_first = { ja = "同じです。", en = "It is the same." }
explain_second = { ja = "同じです。", en = "It is the same." }
"#;

pub(crate) const PREFERENCES: &str = r#"[[preferences]]
id = "news"
headline = { ja = "お知らせします。", en = "We tell you." }
detail = { ja = "やめられます。", en = "You can stop." }
"#;

pub(crate) fn programme(id: &str, mode: &str, notice: &str, rest: &str) -> String {
    format!(
        r#"id = "{id}"
mode = {mode}
name = {{ ja = "取り組み", en = "Programme" }}
summary = {{ ja = "集めます。", en = "It collects." }}
journey = [{{ ja = "病院", en = "Hospital" }}, {{ ja = "大学", en = "University" }}]
stops = [{{ ja = "利用が止まります。", en = "Use stops." }}]
stays = [{{ ja = "結果は残ります。", en = "Results stay." }}]
identifiers = "removed"
protection = [{{ ja = "名前を消します。", en = "Names go." }}]
notice = {notice}
{APPROVAL}
[[purposes]]
id = "{id}-use"
recipients = ["university"]
{QUESTION}
{rest}"#
    )
}

/// The catalogue that passes.
pub(crate) fn files() -> Vec<SourceFile> {
    let notice = r#"[{ title = { ja = "断り方", en = "How" }, text = { ja = "電話で断れます。", en = "By phone." } }]"#;
    let abroad = format!("[[modifiers]]\nid = \"abroad\"\nkind = \"abroad\"\n{QUESTION}");
    let study = programme("study", r#""opt-in""#, "[]", &abroad);
    let opt_out = programme("notice", r#"{ notice-opt-out = { wait_days = 30 } }"#, notice, "");
    let with_approval = |text: &str| format!("{}{text}", APPROVAL.trim_start());
    let provider = PROVIDER.replace("[provider]", &format!("{APPROVAL}[provider]"));
    [
        ("provider.toml", provider),
        ("programmes/study.toml", study),
        ("programmes/notice.toml", opt_out),
        ("glossary.toml", with_approval(GLOSSARY)),
        ("understanding.toml", with_approval(UNDERSTANDING)),
        ("preferences.toml", with_approval(PREFERENCES)),
    ]
    .map(|(name, text)| SourceFile { name: name.to_owned(), text })
    .to_vec()
}

/// The findings after `from` became `to`, once, in one file.
pub(crate) fn findings(file: &str, from: &str, to: &str) -> Vec<Finding> {
    let mut files = files();
    let changed = files.iter_mut().find(|source| source.name == file).expect("a file of the catalogue");
    assert!(changed.text.contains(from), "{file} has no {from}");
    changed.text = changed.text.replacen(from, to, 1);
    read(&files).err().unwrap_or_default()
}

/// Asserts that a change is found, in its file and with a line, by a finding that says `problem`.
#[track_caller]
pub(crate) fn finds(file: &str, from: &str, to: &str, problem: &str) -> Finding {
    let found = findings(file, from, to);
    let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
    let hit = found.into_iter().find(|finding| finding.problem.contains(problem));
    let finding = hit.unwrap_or_else(|| panic!("nothing says “{problem}”:\n{}", lines.join("\n")));
    assert!(!finding.way_out.is_empty() && !finding.place.is_empty(), "{finding}");
    finding
}

pub(crate) const STUDY: &str = "programmes/study.toml";
pub(crate) const NOTICE: &str = "programmes/notice.toml";
