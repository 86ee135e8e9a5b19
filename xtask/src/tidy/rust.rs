//! Files and functions of a size to be read at once, and every file says what it is for.

use super::tree::{Text, Tree};
use anyhow::{Context, Result};
use syn::visit::{self, Visit};

const FILE_LINES: usize = 300;
const FUNCTION_LINES: usize = 40;

pub(super) fn check(tree: &Tree) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for file in tree.below("", ".rs") {
        breaches.extend(check_file(file)?);
    }
    Ok(breaches)
}

fn check_file(file: &Text) -> Result<Vec<String>> {
    let Text { path, text } = file;
    let mut breaches = Vec::new();
    if !text.starts_with("//!") {
        breaches.push(format!(
            "{path}:1: does not say what it is for. Begin it with two or three lines of `//!`."
        ));
    }
    let lines = text.lines().count();
    if lines > FILE_LINES {
        breaches.push(format!(
            "{path}: {lines} lines, {FILE_LINES} at most. Give a part of it a file of its own."
        ));
    }
    let parsed = syn::parse_file(text).with_context(|| format!("{path} is not Rust"))?;
    let mut functions = Functions { path, breaches };
    functions.visit_file(&parsed);
    Ok(functions.breaches)
}

struct Functions<'a> {
    path: &'a str,
    breaches: Vec<String>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.fn_token.span.start().line, block.brace_token.span.close().end().line);
        let lines = last + 1 - first;
        if lines > FUNCTION_LINES {
            let (path, name) = (self.path, &signature.ident);
            self.breaches.push(format!(
                "{path}:{first}: `{name}` has {lines} lines, {FUNCTION_LINES} at most. Name its parts."
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.measure(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_functions_long_files_and_files_without_words_are_found() {
        let body = "let a = 1;\n".repeat(40);
        let text = format!("fn short() {{}}\nimpl A {{\nfn long() {{\n{body}}}\n}}\n{}", "\n".repeat(300));
        let found = check_file(&Text { path: "a.rs".to_owned(), text }).unwrap();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[2].starts_with("a.rs:3: `long` has 42 lines"), "{found:?}");
    }
}
