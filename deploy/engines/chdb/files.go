package chdb

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// listen opens the two ports. `clickhouse local --interactive` then waits at its prompt, for as long as the parent holds the
// other end of the terminal: its death ends the engine.
const listen = "SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP"

type engineFile struct {
	XMLName    xml.Name `xml:"clickhouse"`
	ListenHost string   `xml:"listen_host"`
	TCPPort    string   `xml:"tcp_port"`
	HTTPPort   string   `xml:"http_port"`
	Path       string   `xml:"path"`
	Timezone   string   `xml:"timezone"`
	Users      string   `xml:"user_directories>users_xml>path"`
	Memory     int64    `xml:"max_server_memory_usage"`
	// The defaults of these suit a machine of its own: caches of gigabytes and hundreds of threads.
	MarkCache    int64 `xml:"mark_cache_size"`
	Background   int   `xml:"background_pool_size"`
	Schedule     int   `xml:"background_schedule_pool_size"`
	MaxThreads   int   `xml:"max_thread_pool_size"`
	Connections  int   `xml:"max_connections"`
	KeepAlive    int   `xml:"keep_alive_timeout"`
	FreeEntries  int   `xml:"merge_tree>number_of_free_entries_in_pool_to_execute_mutation"`
	FreeEntries2 int   `xml:"merge_tree>number_of_free_entries_in_pool_to_lower_max_size_of_merge"`
	FreeEntries3 int   `xml:"merge_tree>number_of_free_entries_in_pool_to_execute_optimize_entire_partition"`

	Shards []shard `xml:"remote_servers>shards>shard"`
}

type shard struct {
	Host string `xml:"replica>host"`
	Port string `xml:"replica>port"`
}

func shardsOf(config Config) ([]shard, error) {
	var all []shard
	for _, addr := range config.Shards {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, fmt.Errorf("clickhouse: address of a shard: %w", err)
		}
		all = append(all, shard{host, port})
	}
	return all, nil
}

type usersFile struct {
	XMLName xml.Name `xml:"clickhouse"`
	Profile string   `xml:"profiles>default"`
	Quota   string   `xml:"quotas>default"`
	Users   []user   `xml:"users>user"` // each element's own XMLName wins over the tag's "user"
}

type user struct {
	XMLName        xml.Name
	Password       *string  `xml:"password"`
	PasswordSHA256 string   `xml:"password_sha256_hex,omitempty"`
	Networks       []string `xml:"networks>ip"`
	Profile        string   `xml:"profile"`
	Quota          string   `xml:"quota"`
}

func usersOf(config Config) usersFile {
	named := func(name string, password string, networks ...string) user {
		u := user{XMLName: xml.Name{Local: name}, Networks: networks, Profile: "default", Quota: "default"}
		if password == "" {
			u.Password = new(string)
			return u
		}
		sum := sha256.Sum256([]byte(password))
		u.PasswordSHA256 = hex.EncodeToString(sum[:])
		return u
	}
	file := usersFile{Users: []user{named("default", "", "127.0.0.1", "::1")}}
	if config.User != "" && config.User != "default" {
		file.Users = append(file.Users, named(config.User, config.Password, "::/0"))
	}
	return file
}

// writeFiles writes the engine's configuration and returns its arguments.
func writeFiles(config Config) ([]string, error) {
	data := filepath.Join(config.Dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, fmt.Errorf("clickhouse: %w", err)
	}
	host, tcp, err := net.SplitHostPort(config.NativeAddr)
	if err != nil {
		return nil, fmt.Errorf("clickhouse: native address: %w", err)
	}
	httpHost, http, err := net.SplitHostPort(config.HTTPAddr)
	if err != nil {
		return nil, fmt.Errorf("clickhouse: HTTP address: %w", err)
	}
	if host != httpHost {
		return nil, fmt.Errorf("clickhouse: the native address %s and the HTTP address %s must be on one host", config.NativeAddr, config.HTTPAddr)
	}
	users := filepath.Join(config.Dir, "users.xml")
	if err := writeXML(users, usersOf(config)); err != nil {
		return nil, err
	}
	shards, err := shardsOf(config)
	if err != nil {
		return nil, err
	}
	engine := filepath.Join(config.Dir, "engine.xml")
	err = writeXML(engine, engineFile{
		ListenHost: host, TCPPort: tcp, HTTPPort: http, Path: data, Timezone: "UTC", Users: users,
		Memory: config.MemoryBytes, MarkCache: 64 << 20, Background: 4, Schedule: 8, MaxThreads: 400,
		Connections: 256, KeepAlive: 30, FreeEntries: 4, FreeEntries2: 2, FreeEntries3: 4, Shards: shards,
	})
	if err != nil {
		return nil, err
	}
	return []string{"--config-file", engine, "--interactive", "--disable_suggestion", "--progress", "off", "--query", listen}, nil
}

func writeXML(path string, content any) error {
	text, err := xml.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("clickhouse: %w", err)
	}
	return nil
}
