//! Spreadsheets as people keep them come in whole, with nothing dropped, or every unreadable cell is named.

use nattoku::sheet::{Unreadable, read};
use nattoku_disclosure::Recipient;
use std::path::{Path, PathBuf};
use std::time::Instant;

const MAPPING: &str = r#"
[fields."id"]
column = "No"
as = "slug"
[fields."recipient.name.ja"]
column = "提供先"
[fields."recipient.kind"]
column = "種類"
table = { "大学" = "university", "製薬会社" = "drug-company" }
[fields."recipient.country"]
value = "JP"
[fields."recipient.for_profit"]
column = "種類"
table = { "製薬会社" = true }
otherwise = false
[fields."summary.ja"]
column = "内容"
[fields."programme"]
value = "registry"
[fields."purposes"]
column = "目的"
separator = "、"
table = { "研究" = "research", "薬" = "drug-development" }
[fields."data.ja"]
value = "検査の値"
[fields."first"]
column = "提供日"
as = "day"
dates = ["%Y/%m/%d"]
[fields."people"]
column = "人数"
as = "band"
[fields."scope"]
value = "within"
"#;

const HEADER: &str = "No,提供先,種類,内容,目的,提供日,人数,備考";

fn read_csv(text: &str) -> Result<Vec<Recipient>, Unreadable> {
    let folder = tempfile::tempdir().unwrap();
    let (file, mapping) = (folder.path().join("list.csv"), folder.path().join("map.toml"));
    std::fs::write(&file, text).unwrap();
    std::fs::write(&mapping, MAPPING).unwrap();
    read(&file, &mapping)
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/registers")
}

/// A register of others that lies beside the project; it is not part of it.
fn register(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("NATTOKU_DATA").map_or(beside, PathBuf::from);
    let file = folder.join(name);
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
    }
    file.exists().then_some(file)
}

#[test]
fn a_csv_with_a_mark_line_breaks_ragged_rows_and_empty_ends_comes_in() {
    let text = format!(
        "\u{feff}{HEADER}\r\nA_1,あおば大学,大学,\"一行目\n二行目\",研究、薬,2026/04/01,\"1,200\",急ぎ\r\n\
         A_2,みなみ製薬,製薬会社,薬を作る,薬,2026-04-02,5\r\n,,,,,,,\r\n\r\n"
    );
    let entries = read_csv(&text).unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].id.as_str(), "a-1");
    assert_eq!(entries[0].summary.0.values().next().unwrap(), "一行目\n二行目");
    assert_eq!(entries[0].purposes.len(), 2);
    assert_eq!((entries[0].notes[0].label.as_str(), entries[0].notes[0].text.as_str()), ("備考", "急ぎ"));
    assert!(entries[1].recipient.for_profit && entries[1].notes.is_empty());
}

#[test]
fn every_unreadable_cell_is_named_by_row_and_column_and_nothing_comes_in() {
    let text = format!(
        "{HEADER}\nA1,あおば大学,大学,説明,研究,きのう,10,\nA2,会社,商店,説明,薬,2026/04/01,十,\n\
         A3,大学,大学,,研究,2026/04/01,10,\nA4,大学,大学,説明,研究,2026/04/01,10,\nA4,大学,大学,説明,研究,2026/04/01,10,\n"
    );
    let faults = read_csv(&text).unwrap_err().to_string();
    for part in [
        "row 2, column F \"提供日\": first: \"きのう\" is not a day",
        "row 3, column C \"種類\": recipient.kind: \"商店\" is none of",
        "row 3, column G \"人数\": people: \"十\" is not a whole number",
        "row 4, column D \"内容\": summary is missing",
        "row 6, column A \"No\": id: \"a4\" is the id of row 5",
    ] {
        assert!(faults.contains(part), "{part}\n{faults}");
    }
    assert!(faults.contains("list.csv, sheet \"csv\", row 2"), "{faults}");
}

#[test]
fn a_column_that_the_mapping_names_must_be_there() {
    let faults = read_csv("No,提供先\nA1,大学\n").unwrap_err().to_string();
    assert!(faults.contains("map.toml") && faults.contains("there is no column"), "{faults}");
}

fn workbook(path: &Path, rows: u32) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("提供先").unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    // A title above, and the whole list moved one column to the right, as people do.
    sheet.write(0, 1, "情報提供先一覧").unwrap();
    for (column, header) in (1..).zip(HEADER.split(',')) {
        sheet.write(2, column, header).unwrap();
    }
    for row in 3..rows + 3 {
        sheet.write(row, 1, format!("R{row}")).unwrap();
        let texts = ["あおば大学", "大学", "肝臓の病気の原因を調べます。", "研究"];
        for (column, text) in (2..).zip(texts) {
            sheet.write(row, column, text).unwrap();
        }
        let on = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
        sheet.write_with_format(row, 6, &on, &day).unwrap();
        sheet.write(row, 7, 1234).unwrap();
        sheet.write(row, 8, "備考").unwrap();
    }
    book.save(path).unwrap();
}

#[test]
fn a_workbook_with_a_title_and_real_days_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let (file, mapping) = (folder.path().join("list.xlsx"), folder.path().join("map.toml"));
    workbook(&file, 3);
    std::fs::write(&mapping, format!("sheet = \"提供先\"\nheader = 3\n{MAPPING}")).unwrap();
    let entries: Vec<Recipient> = read(&file, &mapping).unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[0].first.to_string(), "2026-04-01");
    assert_eq!(serde_json::to_value(entries[0].people).unwrap(), "1000-9999");
    std::fs::write(&mapping, format!("sheet = \"別\"\n{MAPPING}")).unwrap();
    assert!(read::<Recipient>(&file, &mapping).unwrap_err().to_string().contains("There are: 提供先"));
}

#[test]
fn five_thousand_rows_come_in_within_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let (file, mapping) = (folder.path().join("list.xlsx"), folder.path().join("map.toml"));
    workbook(&file, 5_000);
    std::fs::write(&mapping, format!("header = 3\n{MAPPING}")).unwrap();
    let begun = Instant::now();
    assert_eq!(read::<Recipient>(&file, &mapping).unwrap().len(), 5_000);
    eprintln!("5,000 rows of xlsx: {:?}", begun.elapsed());

    let row = "あおば大学,大学,肝臓の病気の原因を調べます。,研究,2026/04/01,1234,備考";
    let rows: String = (0..5_000).map(|number| format!("R{number},{row}\n")).collect();
    let begun = Instant::now();
    assert_eq!(read_csv(&format!("{HEADER}\n{rows}")).unwrap().len(), 5_000);
    eprintln!("5,000 rows of csv: {:?}", begun.elapsed());
    if !cfg!(debug_assertions) {
        assert!(begun.elapsed().as_secs() < 2);
    }
}

#[test]
fn the_release_register_of_public_health_england_comes_in_whole() {
    let Some(file) = register("phe-release-register-2017-2020.ods") else { return };
    let entries: Vec<Recipient> = read(&file, &examples().join("phe-releases.toml")).unwrap();
    assert_eq!(entries.len(), 452);
    assert_eq!(entries[0].first.to_string(), "2017-04-10");
    let note = |label: &str| entries[0].notes.iter().any(|note| note.label == label);
    assert!(note("Technical summary") && note("National data opt-out programme applied"));
}

#[test]
fn the_studies_of_the_nihr_bioresource_come_in_whole() {
    let Some(file) = register("nihr-bioresource-studies.csv") else { return };
    let entries: Vec<Recipient> = read(&file, &examples().join("nihr-studies.toml")).unwrap();
    assert_eq!(entries.len(), 113);
    assert_eq!(entries[0].id.as_str(), "nbr98");
    assert!(entries[0].notes.iter().any(|note| note.label == "Speciality area"));
}
