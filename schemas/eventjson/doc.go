// Package eventjson writes and reads the messages of munshi.v1 as ProtoJSON, several times as quick as the protobuf module does:
// writing JSON was a third of all that a message cost from topic to topic.
//
// Start at Append and Unmarshal. plan.go is what is known of a type, found once by reflection; write.go and read.go follow it.
// They know what our messages are made of, and of JSON the plain part; whatever else comes, and every error, is left to
// the protobuf module, so that what is accepted, refused and said of it is the same. The tests hold both beside each other.
package eventjson
