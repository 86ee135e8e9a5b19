//! What follows from the elements' contract: their types, their manifest and their reference. Each is written from
//! `embed/contract.json`, and `cargo xtask tidy` fails where one says something else.

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;

/// Where the contract stands.
const CONTRACT: &str = "embed/contract.json";
/// Between these the reference stands in its page.
const MARKS: [&str; 2] = ["<!-- reference -->\n", "<!-- /reference -->\n"];

/// A file that follows from the contract.
pub(crate) struct Generated {
    /// Where, from the root.
    pub(crate) path: &'static str,
    /// What it must say.
    pub(crate) text: String,
}

/// Every file that follows from the contract.
pub(crate) fn generated(workspace: &Workspace) -> Result<[Generated; 3]> {
    let read = |path: &str| fs::read_to_string(workspace.root.join(path)).with_context(|| path.to_owned());
    let contract: Value = serde_json::from_str(&read(CONTRACT)?)?;
    let page = read("docs/embedding.md")?;
    let (before, rest) =
        page.split_once(MARKS[0]).context("docs/embedding.md has no place for the reference")?;
    let (_, after) = rest.split_once(MARKS[1]).context("the reference in docs/embedding.md has no end")?;
    let page = format!("{before}{}{}{}{after}", MARKS[0], reference(&contract), MARKS[1]);
    let manifest = format!("{}\n", serde_json::to_string_pretty(&manifest(&contract))?);
    Ok([
        Generated { path: "embed/nattoku.d.ts", text: types(&contract) },
        Generated { path: "embed/custom-elements.json", text: manifest },
        Generated { path: "docs/embedding.md", text: page },
    ])
}

/// What says something else than the contract.
pub(crate) fn breaches(workspace: &Workspace) -> Result<Vec<String>> {
    let drifted = |file: &Generated| {
        !fs::read_to_string(workspace.root.join(file.path)).is_ok_and(|there| there == file.text)
    };
    let breach =
        |file: Generated| format!("{}: does not follow {CONTRACT}. Run `cargo xtask embed`.", file.path);
    Ok(generated(workspace)?.into_iter().filter(drifted).map(breach).collect())
}

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of[name].as_array().into_iter().flatten()
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_default()
}

/// The names of some things as a union of types.
fn union<'a>(things: impl Iterator<Item = &'a Value>) -> String {
    let mut names: Vec<_> = things.map(|thing| format!("\"{}\"", text(thing, "name"))).collect();
    names.sort();
    names.dedup();
    names.join(" | ")
}

fn types(contract: &Value) -> String {
    let mut out = String::from("// Made from contract.json by `cargo xtask embed`.\n\n");
    let attributes = list(contract, "elements").flat_map(|element| list(element, "attributes"));
    out += &format!(
        "/** Every attribute of the elements. */\nexport type NattokuAttribute = {};\n\n",
        union(attributes)
    );
    let tokens = union(list(contract, "tokens"));
    out += &format!(
        "/** Every custom property that the elements read. */\nexport type NattokuToken = {tokens};\n\n"
    );
    out.extend(list(contract, "elements").map(interface));
    out += "/** The events, which bubble and are composed. */\nexport interface NattokuEvents {\n";
    for event in list(contract, "events") {
        out += &format!(
            "  /** {} */\n  \"{}\": CustomEvent<{}>;\n",
            text(event, "text"),
            text(event, "name"),
            detail(event)
        );
    }
    out += "}\n\ndeclare global {\n  interface HTMLElementTagNameMap {\n";
    for element in list(contract, "elements") {
        out += &format!("    \"{}\": {}Element;\n", text(element, "tag"), text(element, "class"));
    }
    out + "  }\n  interface HTMLElementEventMap extends NattokuEvents {}\n}\n"
}

/// What can be done with an element.
fn interface(element: &Value) -> String {
    let mut out = String::new();
    out += &format!(
        "/** {} */\nexport interface {}Element extends HTMLElement {{\n",
        text(element, "summary"),
        text(element, "class")
    );
    for property in list(element, "properties") {
        out += &format!(
            "  /** {} */\n  {}?: {};\n",
            text(property, "text"),
            text(property, "name"),
            text(property, "type")
        );
    }
    for method in list(element, "methods") {
        let signature = text(method, "type").replace(" =>", ":");
        out += &format!("  /** {} */\n  {}{signature};\n", text(method, "text"), text(method, "name"));
    }
    out += "}\n\n";
    out
}

/// The type of what comes with an event.
fn detail(event: &Value) -> String {
    let members = event["detail"].as_object().into_iter().flatten();
    let members: Vec<_> = members.map(|(name, member)| format!("{name}: {}", text(member, "type"))).collect();
    if members.is_empty() {
        "Record<string, never>".to_owned()
    } else {
        format!("{{ {} }}", members.join("; "))
    }
}

fn manifest(contract: &Value) -> Value {
    let module = text(contract, "module");
    let events: Vec<_> = list(contract, "events")
        .map(|event| {
            let of = format!("CustomEvent<{}>", detail(event));
            json!({ "name": event["name"], "type": { "text": of }, "description": event["text"] })
        })
        .collect();
    let tokens: Vec<_> = list(contract, "tokens")
        .map(|token| json!({ "name": token["name"], "default": token["default"], "description": token["text"] }))
        .collect();
    let declaration = |element: &Value| declaration(element, &events, &tokens);
    let export = |element: &Value| {
        json!({
            "kind": "custom-element-definition",
            "name": element["tag"],
            "declaration": { "name": element["class"], "module": module },
        })
    };
    json!({
        "schemaVersion": "2.1.0",
        "modules": [{
            "kind": "javascript-module",
            "path": module,
            "declarations": list(contract, "elements").map(declaration).collect::<Vec<_>>(),
            "exports": list(contract, "elements").map(export).collect::<Vec<_>>(),
        }],
    })
}

/// A thing with its type, as the manifest has it.
fn typed(thing: &Value) -> Value {
    json!({ "name": thing["name"], "type": { "text": thing["type"] }, "description": thing["text"] })
}

/// An element, as the manifest has it.
fn declaration(element: &Value, events: &[Value], tokens: &[Value]) -> Value {
    let member = |kind: &str, of: &Value| {
        let mut member = typed(of);
        member["kind"] = kind.into();
        member
    };
    let fields = list(element, "properties").map(|property| member("field", property));
    let methods = list(element, "methods")
        .map(|method| json!({ "kind": "method", "name": method["name"], "description": method["text"] }));
    json!({
        "kind": "class",
        "customElement": true,
        "tagName": element["tag"],
        "name": element["class"],
        "description": element["summary"],
        "superclass": { "name": "HTMLElement" },
        "attributes": list(element, "attributes").map(typed).collect::<Vec<_>>(),
        "members": fields.chain(methods).collect::<Vec<_>>(),
        "events": events,
        "cssProperties": tokens,
        "slots": [{ "name": "", "description": "A link to the hospital's page: shown where no script runs, and where the frame does not come." }],
    })
}

fn reference(contract: &Value) -> String {
    let row = |of: &Value| {
        format!(
            "| `{}` | `{}` | {} |\n",
            text(of, "name"),
            text(of, "type").replace('|', "\\|"),
            text(of, "text")
        )
    };
    let mut out = String::new();
    for element in list(contract, "elements") {
        out += &format!("### `<{}>`\n\n{}\n\n", text(element, "tag"), text(element, "summary"));
        for (name, title) in [("attributes", "attribute"), ("properties", "property"), ("methods", "method")]
        {
            if list(element, name).next().is_none() {
                continue;
            }
            out += &format!("| {title} | type | what it is for |\n|---|---|---|\n");
            out.extend(list(element, name).map(row));
            out.push('\n');
        }
    }
    out += "### Events of both\n\n| event | `detail` | when |\n|---|---|---|\n";
    for event in list(contract, "events") {
        let members = event["detail"].as_object().into_iter().flatten();
        let members: Vec<_> =
            members.map(|(name, member)| format!("`{name}`: {}", text(member, "text"))).collect();
        out += &format!("| `{}` | {} | {} |\n", text(event, "name"), members.join(" "), text(event, "text"));
    }
    out += "\n### Custom properties of both\n\n| property | default | what it is for |\n|---|---|---|\n";
    for token in list(contract, "tokens") {
        out += &format!(
            "| `{}` | `{}` | {} |\n",
            text(token, "name"),
            text(token, "default"),
            text(token, "text")
        );
    }
    out
}
