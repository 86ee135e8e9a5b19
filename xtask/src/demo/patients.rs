//! The five sample patients: what is particular about each, and how to become one of them.

use anyhow::{Context, Result};

/// What is particular about each patient of the sample.
const SITUATIONS: [(&str, &str); 5] = [
    ("P-1001", "new: told about the Act ten days ago, still within the wait, nothing answered"),
    (
        "P-1002",
        "reads English: told long ago and did not refuse, so the Act's uses run; registry not answered",
    ),
    ("P-1003", "answered on paper: some yes, some no"),
    ("P-1004", "refused everything by phone"),
    ("P-1005", "not told yet: nothing is given; nothing answered"),
];

/// What to print: for each patient the situation, the link and the birth date to type.
pub(super) fn lines(people: &str, links: &str) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for person in people.lines().skip(1) {
        let mut cells = person.split(',');
        let (patient, birth_date) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let link =
            links.lines().find_map(|line| line.strip_prefix(patient)?.strip_prefix(',')?.split(',').next());
        let link = link.with_context(|| format!("no invitation was made for {patient}"))?;
        let situation =
            SITUATIONS.iter().find(|(id, _)| *id == patient).map_or("", |(_, situation)| situation);
        lines.push(format!("\n{patient}  {situation}"));
        lines.push(format!("        {link}"));
        lines.push(format!("        birth date to type: {birth_date}"));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_patient_has_a_situation_a_link_and_a_birth_date() {
        let people = include_str!("../../../examples/hospital/patients.csv");
        let links: String =
            SITUATIONS.iter().map(|(id, _)| format!("{id},http://a/ja/#i={id},1-3fa94c1b\n")).collect();
        let lines = lines(people, &links).unwrap();
        assert_eq!(lines.len(), 3 * SITUATIONS.len());
        assert!(lines.iter().all(|line| line.len() > 10), "{lines:?}");
        assert_eq!(lines[1], format!("        http://a/ja/#i={}", SITUATIONS[0].0));
        assert_eq!(lines[2], "        birth date to type: 1948-05-12");
        assert!(super::lines(people, "").is_err());
    }
}
