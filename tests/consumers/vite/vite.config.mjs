// While developing, Vite serves the page, and another server the events.

export default {
  server: { proxy: { "/users": process.env.SERVER ?? "http://localhost:9000" } },
};
