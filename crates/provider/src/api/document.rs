//! The description of the API (OpenAPI 3.1), made where the routes are made: what has a route has a description, and
//! what is described has a route. The schemas are those of the types that travel.

use crate::provider::Provider;
use axum::Router;
use axum::http::Method;
use axum::routing::MethodRouter;
use nattoku_consent::wire::Problem;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::sync::Arc;

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Anybody.
    Anybody,
    /// Who holds a session's bearer.
    Session,
    /// Who holds a staff member's token.
    Staff,
    /// Who holds a receipt's code.
    Receipt,
}

type Shape = fn(&mut SchemaGenerator) -> Schema;

/// One thing that can be asked.
#[derive(Debug, Clone)]
pub struct Operation {
    method: Method,
    path: &'static str,
    name: &'static str,
    summary: &'static str,
    asker: Asker,
    parameters: Vec<Value>,
    asks: Option<Shape>,
    /// What kind of answer, and its shape.
    answers: (&'static str, Option<Shape>),
}

fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

impl Operation {
    /// A question that changes nothing.
    pub fn get(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new(Method::GET, path, name, summary)
    }

    /// A question with a body.
    pub fn post<T: JsonSchema>(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self { asks: Some(shape::<T>), ..Self::new(Method::POST, path, name, summary) }
    }

    /// A request that ends something; its response has no content.
    pub fn delete(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new(Method::DELETE, path, name, summary)
    }

    fn new(method: Method, path: &'static str, name: &'static str, summary: &'static str) -> Self {
        let (asker, parameters) = (Asker::Anybody, Vec::new());
        Self { method, path, name, summary, asker, parameters, asks: None, answers: (JSON, None) }
    }

    /// Who may ask it.
    #[must_use]
    pub fn by(self, asker: Asker) -> Self {
        Self { asker, ..self }
    }

    /// A text in the path, of this form.
    #[must_use]
    pub fn named(self, name: &str, pattern: &str) -> Self {
        self.with("path", name, true, json!({ "type": "string", "pattern": pattern }))
    }

    /// A whole number in the path.
    #[must_use]
    pub fn numbered(self, name: &str) -> Self {
        self.with("path", name, true, json!({ "type": "integer", "minimum": 0 }))
    }

    /// A whole number in the query, if one is wanted.
    #[must_use]
    pub fn since(self, name: &str) -> Self {
        self.with("query", name, false, json!({ "type": "integer", "minimum": 0 }))
    }

    /// A header.
    #[must_use]
    pub fn header(self, name: &str, required: bool, pattern: &str) -> Self {
        self.with("header", name, required, json!({ "type": "string", "pattern": pattern }))
    }

    fn with(mut self, place: &str, name: &str, required: bool, schema: Value) -> Self {
        self.parameters.push(json!({ "in": place, "name": name, "required": required, "schema": schema }));
        self
    }

    /// What it answers.
    #[must_use]
    pub fn answers<T: JsonSchema>(self) -> Self {
        Self { answers: (JSON, Some(shape::<T>)), ..self }
    }

    /// What it answers, where that is described elsewhere.
    #[must_use]
    pub fn answers_as(self, kind: &'static str) -> Self {
        Self { answers: (kind, None), ..self }
    }

    /// Returns the status and the description of the response to a request that succeeded.
    fn success(&self, generator: &mut SchemaGenerator) -> (&'static str, Value) {
        if self.method == Method::DELETE {
            return ("204", json!({ "description": "Done." }));
        }
        let (kind, shape) = self.answers;
        let answer = shape.map_or_else(|| json!({ "type": "object" }), |shape| shape(generator).to_value());
        ("200", json!({ "description": "Done.", "content": { kind: { "schema": answer } } }))
    }

    fn described(&self, generator: &mut SchemaGenerator) -> Value {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("operationId", json!(self.name));
        put("summary", json!(self.summary));
        if !self.parameters.is_empty() {
            put("parameters", json!(self.parameters));
        }
        if let Some(asks) = self.asks {
            let body = asks(generator).to_value();
            put("requestBody", json!({ "required": true, "content": { JSON: { "schema": body } } }));
        }
        let (status, done) = self.success(generator);
        let problem = json!({ "$ref": "#/components/responses/Problem" });
        put("responses", json!({ status: done, "default": problem }));
        if let Some(scheme) = self.asker.scheme() {
            put("security", json!([{ scheme: [] }]));
        }
        Value::Object(members)
    }
}

impl Asker {
    /// Its name among the security schemes.
    const fn scheme(self) -> Option<&'static str> {
        match self {
            Self::Anybody => None,
            Self::Session => Some("session"),
            Self::Staff => Some("staff"),
            Self::Receipt => Some("receipt"),
        }
    }
}

/// Routes and their description, made together.
pub struct Api {
    router: Router<Arc<Provider>>,
    generator: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Default for Api {
    /// Nothing to ask yet.
    fn default() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        Self { router: Router::new(), generator: settings.into_generator(), paths: Map::new() }
    }
}

impl Api {
    /// Something that can be asked, and who answers it.
    #[must_use]
    pub fn on(mut self, operation: Operation, answers: MethodRouter<Arc<Provider>>) -> Self {
        let described = operation.described(&mut self.generator);
        let path = self.paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), described);
        }
        Self { router: self.router.route(operation.path, answers), ..self }
    }

    /// The routes, and the description of them.
    pub fn finish(mut self) -> (Router<Arc<Provider>>, Value) {
        let problem = shape::<Problem>(&mut self.generator).to_value();
        let bearer = |what: &str| json!({ "type": "http", "scheme": "bearer", "description": what });
        let document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Nattoku",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "What patients decide about the use of their medical data beyond their own care.",
                "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
            },
            "servers": [{ "url": "/" }],
            "paths": self.paths,
            "components": {
                "schemas": self.generator.take_definitions(true),
                "responses": { "Problem": {
                    "description": "What stands in the way, and what to do next (RFC 9457).",
                    "content": { PROBLEM: { "schema": problem } },
                } },
                "securitySchemes": {
                    "session": bearer("The bearer of a session; held in memory only."),
                    "staff": bearer("The token of a staff member (`nattoku staff`)."),
                    "receipt": { "type": "apiKey", "in": "header", "name": "Authorization",
                        "description": "`Receipt CODE`: the code that stands on a receipt." },
                },
            },
        });
        (self.router, document)
    }
}
