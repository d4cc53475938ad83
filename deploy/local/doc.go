// Package local is the whole of Munshi on one machine, with nothing installed beside it: the six stages and the console in one
// process, on engines that are embedded in it. Kafka is kfake, object storage is versitygw over a folder,
// ClickHouse is the real engine as a child process. All data is below one directory, ./.munshi.
//
// Start at Run (run.go): that is the program in the order in which things start. Up, Down, Status and Logs (commands.go)
// are what `make up` and its sisters do with a Run in the background; what they know of it is in state.go.
//
// The stages are the same as in production and do not know where they run. This is for one machine and one
// user: nothing here is replicated, and whoever can reach the ports can read everything.
package local
