//! A small catalogue made of the domain's own types: one programme in each legal mode.

use nattoku_consent::catalogue::{
    Approval, Catalogue, Codes, Desk, Identifiers, Mode, Modifier, ModifierKind, Preference, Programme,
    Provider, Purpose, RecipientKind, ScopeCase, Term, TranslationStatus, Truth, UnderstandingItem,
};
use nattoku_consent::{Language, Localized};

/// Version 1.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue {
        version: 1,
        issued: "2025-12-01".parse().unwrap(),
        languages: vec![language("ja"), language("en")],
        provider: Provider {
            id: "hospital".parse().unwrap(),
            name: text("試験病院 <&>", "Test Hospital <&>"),
            country: "JP".to_owned(),
            utc_offset_minutes: 540,
            comes_of_age: 18,
            approval: approval(),
        },
        desk: Desk {
            name: text("相談窓口", "Help desk"),
            phone: "03-1234-5678".to_owned(),
            hours: text("平日9時から17時", "weekdays 9 to 17"),
            place: text("1階", "ground floor"),
            approval: approval(),
        },
        programmes: vec![registry(), statistics()],
        preferences: vec![preference()],
        understanding: vec![understanding()],
        glossary: vec![Term {
            id: "registry".parse().unwrap(),
            word: text("登録", "registry"),
            meaning: text("集めること", "a collection"),
            approval: approval(),
        }],
        changes: Vec::new(),
    }
}

fn preference() -> Preference {
    Preference {
        id: "trial-news".parse().unwrap(),
        headline: text("治験のお知らせ", "News of trials"),
        detail: text("届きます", "They arrive"),
        approval: approval(),
    }
}

fn understanding() -> UnderstandingItem {
    UnderstandingItem {
        id: "care-stays".parse().unwrap(),
        question: text("診療は", "Care"),
        first: text("同じ", "stays"),
        second: text("変わる", "changes"),
        truth: Truth::First,
        explain_first: text("同じです", "It stays"),
        explain_second: text("同じです", "It stays"),
        approval: approval(),
    }
}

/// Opt-in: two purposes, one only in detail, and both modifiers.
fn registry() -> Programme {
    let purposes = vec![
        purpose("drug-development", false, vec![RecipientKind::University, RecipientKind::DrugCompany]),
        purpose("teaching", true, vec![RecipientKind::University]),
    ];
    Programme { modifiers: modifiers(), ..programme("registry", Mode::OptIn, purposes) }
}

/// Opt-out: two purposes.
fn statistics() -> Programme {
    let purposes = vec![
        purpose("health-statistics", false, vec![RecipientKind::Government]),
        purpose("certified-operator", false, vec![RecipientKind::CertifiedOperator]),
    ];
    programme("statistics", Mode::NoticeOptOut { wait_days: 30 }, purposes)
}

fn programme(id: &str, mode: Mode, purposes: Vec<Purpose>) -> Programme {
    Programme {
        id: id.parse().unwrap(),
        mode,
        name: text("取り組み", "Programme"),
        summary: text("説明", "Summary"),
        journey: vec![text("病院", "Hospital")],
        stops: vec![text("止まります", "It stops")],
        stays: vec![text("残ります", "It stays")],
        identifiers: Some(Identifiers::Removed),
        protection: vec![text("守ります", "It is protected")],
        notice: Vec::new(),
        expires_after_months: None,
        data: std::iter::empty().collect(),
        purposes,
        modifiers: Vec::new(),
        approval: approval(),
    }
}

fn purpose(id: &str, in_detail: bool, recipients: Vec<RecipientKind>) -> Purpose {
    Purpose {
        id: id.parse().unwrap(),
        short: text("用途", "Purpose"),
        headline: text("使ってよいですか", "May it be used?"),
        who: text("大学", "Universities"),
        example: text("例", "Example"),
        risk: text("危険", "Risk"),
        if_no: text("使いません", "It is not used"),
        for_children: None,
        in_detail,
        recipients,
        covers: vec![ScopeCase::OtherDisease],
        data: Vec::new(),
        codes: Codes::default(),
        approval: approval(),
    }
}

fn modifiers() -> Vec<Modifier> {
    let kinds = [("abroad", ModifierKind::Abroad), ("genome", ModifierKind::Genome)];
    let modifier = |(id, kind): (&str, ModifierKind)| Modifier {
        id: id.parse().unwrap(),
        kind,
        short: text("条件", "Condition"),
        headline: text("使ってよいですか", "May it be used?"),
        who: text("大学", "Universities"),
        example: text("例", "Example"),
        risk: text("危険", "Risk"),
        if_no: text("使いません", "It is not used"),
        for_children: None,
        approval: approval(),
    };
    kinds.map(modifier).into()
}

fn approval() -> Approval {
    let languages =
        [(language("ja"), TranslationStatus::Original), (language("en"), TranslationStatus::Reviewed)];
    let languages = languages.into_iter().collect();
    Approval {
        version: "1".to_owned(),
        by: "committee".to_owned(),
        on: "2026-03-01".parse().unwrap(),
        languages,
    }
}

fn text(japanese: &str, english: &str) -> Localized {
    Localized(
        [(language("ja"), japanese.to_owned()), (language("en"), english.to_owned())].into_iter().collect(),
    )
}

fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}
