// Next.js serves the pages, and another server the events.

const server = process.env.SERVER ?? "http://localhost:9000";

export default {
  rewrites: () => [{ source: "/users/:path*", destination: `${server}/users/:path*` }],
};
