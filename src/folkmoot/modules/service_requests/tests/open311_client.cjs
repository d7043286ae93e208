/* Lists, reads and creates through the npm client `open311`, as its README shows; prints what it was given as JSON. */
const Open311 = require("open311");

const [endpoint, apiKey, start, end] = process.argv.slice(2);
const city = new Open311({ endpoint: `${endpoint}/`, apiKey, format: "json" });

function answer(verb, ...words) {
  return new Promise((resolve, reject) => {
    city[verb](...words, (error, data) => (error ? reject(new Error(`${verb}: ${error} ${data}`)) : resolve(data)));
  });
}

async function main() {
  const services = await answer("serviceList");
  const definition = await answer("serviceDefinition", "pothole");
  const requests = await answer("serviceRequests", { start_date: start, end_date: end, page_size: "7" });
  const one = await answer("serviceRequest", requests[0].service_request_id);
  const some = await answer("serviceRequests", requests.slice(0, 3).map((each) => each.service_request_id), {});
  const made = await answer("submitRequest", {
    service_code: "pothole",
    lat: 52.48,
    long: 1.7,
    description: "Hole seen from a train",
    attributes: { SIZE: "large" },
  });
  process.stdout.write(JSON.stringify({ services, definition, requests, one, some, made }));
}

main().catch((problem) => {
  process.stderr.write(`${problem.stack}\n`);
  process.exitCode = 1;
});
