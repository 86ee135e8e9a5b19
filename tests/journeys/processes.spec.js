// Several processes on one PostgreSQL database are one hospital to the person, also when one of them dies.
import { Hospital, POSTGRES } from "../support/hospital.js";
import { Person } from "../support/person.js";
import { expect, test } from "../support/test.js";

test("answered at one process, seen and stopped at another, and the first one's crash is nobody's loss", async ({
  page,
  language,
  watch,
}) => {
  test.skip(!POSTGRES, "NATTOKU_POSTGRES names no server; `cargo xtask test` starts one");
  const one = await Hospital.onPostgres();
  const other = await one.another();
  try {
    const patient = await one.patient("told", language);
    watch.keepsSecret(patient);
    watch.mayAsk(one);
    watch.mayAsk(other);
    const here = new Person(page, one, patient, language);
    await here.upToSending(() => "allow");
    await here.send();
    await here.received();
    // The page of before still asks the process that it knew.
    watch.tolerate(/Failed to load resource: net::ERR_/);
    await one.kill();
    expect(await other.permits(patient, "research", "university")).toBe(true);
    const there = new Person(page, other, patient, language);
    await there.openInvitation("stop/everything");
    await there.typeBirthDate();
    await there.tap(there.button("stop-now"));
    await there.received();
    await one.start();
    expect(await one.permits(patient, "research", "university")).toBe(false);
    expect(await one.decisions(patient)).toHaveLength(2);
  } finally {
    await other.close();
    await one.close();
  }
});
