// What each program does with its connection: says who else is there, until there is somebody.

export async function follow(source) {
  for await (const { data } of source.events("userCount")) {
    console.log(data === 1 ? "Only you" : `You and ${data - 1} more`);
    if (data > 1) break; // which closes the connection
  }
}
