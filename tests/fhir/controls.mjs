// A good Consent, spoilt in ways that a validator must find: each with those that must.

const [schema, medplum, ours] = ["HL7's schema", "Medplum's validator", "our profile"];

export function controls(good) {
  const spoil = (what, change) => {
    const resource = structuredClone(good);
    change(resource);
    return { what, resource };
  };
  return [
    [spoil("a status that there is not", (consent) => (consent.status = "withdrawn")), [schema]],
    [spoil("a key that there is not", (consent) => (consent.consented = true)), [schema, medplum]],
    [spoil("no status", (consent) => delete consent.status), [medplum, ours]],
    [spoil("a date that is none", (consent) => (consent.dateTime = "yesterday")), [schema, medplum]],
    [spoil("no scope", (consent) => delete consent.scope), [schema, medplum]],
    [spoil("no patient", (consent) => delete consent.patient), [ours]],
    [spoil("no law", (consent) => delete consent.policyRule), [ours]],
    [spoil("a root that permits", (consent) => (consent.provision.type = "permit")), [ours]],
    [spoil("a root for one recipient", (consent) => {
      consent.provision.actor = [{ role: { text: "a" }, reference: { display: "b" } }];
    }), [ours]],
    [spoil("a third level", (consent) => {
      const nested = consent.provision.provision[0];
      nested.provision = [structuredClone(nested)];
    }), [ours]],
    [spoil("a permission to everybody", (consent) => {
      consent.provision.provision.push({ type: "permit", code: [{ text: "a" }], period: { start: "2026-01-01" } });
    }), [ours]],
  ];
}
