//! The sample hospital's source files in a folder of their own, to be edited into its next version.

use nattoku::catalogue::Published;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A copy of the sample hospital's catalogue.
pub struct Sample {
    folder: TempDir,
}

/// A mark that passes for a new recipient of the research.
pub const MATERIAL: &str = r#"
[[changes]]
question = "research"
since = 1
weight = "material"
sentence = { ja = "わたす相手に製薬会社が加わりました。", en = "Drug companies may now receive it." }
"#;

/// A mark that calls a change of the research a slip of the pen.
pub const EDITORIAL: &str = "
[[changes]]
question = \"research\"
since = 1
weight = \"editorial\"
";

impl Sample {
    pub fn copy() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = original();
        fs::create_dir(folder.path().join("programmes")).unwrap();
        for below in ["", "programmes"] {
            for entry in fs::read_dir(from.join(below)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "toml") {
                    fs::copy(&path, folder.path().join(path.strip_prefix(&from).unwrap())).unwrap();
                }
            }
        }
        Self { folder }
    }

    /// The second version: one more kind of recipient for the research, told in these words.
    pub fn second(who: &str, marks: &str) -> Self {
        let wider = "id = \"research\"\nrecipients = [\"drug-company\", ";
        Self::copy()
            .edit("provider.toml", "version = 1\n", "version = 2\n")
            .edit("programmes/registry.toml", "id = \"research\"\nrecipients = [", wider)
            .edit("programmes/registry.toml", "大学、病院、研究所、学会です。会社にはわたしません。", who)
            .mark(marks)
    }

    /// The second version: one text of the research put right.
    pub fn put_right(marks: &str) -> Self {
        Self::copy()
            .edit("provider.toml", "version = 1\n", "version = 2\n")
            .edit("programmes/registry.toml", "手術のあと、どの薬", "手術の後、どの薬")
            .mark(marks)
    }

    /// Puts `to` in the place of `from`, once, in one file.
    pub fn edit(self, file: &str, from: &str, to: &str) -> Self {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        self
    }

    /// Writes what the author says of the changes.
    pub fn mark(self, marks: &str) -> Self {
        let provider = fs::read_to_string(self.path().join("provider.toml")).unwrap();
        let approval = &provider[provider.find("[approval]").unwrap()..provider.find("[provider]").unwrap()];
        fs::write(self.path().join("changes.toml"), format!("{approval}{marks}")).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn published(&self) -> Published {
        Published::read(self.path()).unwrap()
    }
}

/// The sample hospital as it is.
pub fn original() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hospital")
}
