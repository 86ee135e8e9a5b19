//! Short names for what a program imports from its script. The tools name each import by its function and a hash that
//! nothing can compress; it stands once in the script and once in the program, and only there.

use std::error::Error;
use std::ops::Range;
use wasm_encoder::{EntityType, ImportSection, Module, RawSection};
use wasmparser::{Import, Parser, Payload, TypeRef};

/// The script and the program, with the names of all imported functions shortened in both. A name that does not stand
/// exactly once in the script stays as it is.
pub(crate) fn shorten(script: &[u8], wasm: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Box<dyn Error>> {
    let mut script = String::from_utf8(script.to_vec())?;
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(reader) = &payload {
            let imports = reader.clone().into_iter().collect::<Result<Vec<_>, _>>()?;
            if let Some(section) = renamed(&imports, &mut script) {
                module.section(&section);
                continue;
            }
        }
        if let Some((id, Range { start, end })) = payload.as_section() {
            module.section(&RawSection { id, data: &wasm[start..end] });
        }
    }
    Ok((script.into_bytes(), module.finish()))
}

/// The imports by their new names, which the script gets, too; nothing, where something else than functions is imported.
fn renamed(imports: &[Import<'_>], script: &mut String) -> Option<ImportSection> {
    let functions = imports.iter().map(|import| match import.ty {
        TypeRef::Func(index) => Some((import, index)),
        _ => None,
    });
    let functions = functions.collect::<Option<Vec<_>>>()?;
    let mut section = ImportSection::new();
    for (place, (import, index)) in functions.into_iter().enumerate() {
        let (key, short) = (format!("\n{}: ", import.name), format!("i{place}"));
        let is_unique = import.name.starts_with("__wb") && script.matches(import.name).count() == 1;
        let name = if is_unique && script.contains(&key) {
            *script = script.replacen(&key, &format!("\n{short}: "), 1);
            short.as_str()
        } else {
            import.name
        };
        section.import(import.module, name, EntityType::Function(index));
    }
    Some(section)
}
