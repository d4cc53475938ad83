package schemas

//go:generate go run ./asyncapi -out asyncapi.yaml
