package local

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
	"github.com/munshi-in/munshi/schemas/clickhouse"
)

// restartPause is how long something that ended is left alone before it is started again; it doubles up to restartPauseMax.
const (
	restartPause    = time.Second
	restartPauseMax = 30 * time.Second
)

// startClickHouse starts the engine, migrates, and starts the engine again whenever it ends, when the
// kernel takes its memory for instance. ended hears of each time.
func startClickHouse(ctx context.Context, config Config, ended func(error)) (stop func(), err error) {
	server, err := engine(ctx, config)
	if err != nil {
		return nil, err
	}
	err = clickhouse.Migrate(ctx, clickhouse.Options{
		Addr: config.ClickHouseAddr, Database: config.Database, User: config.User, Password: config.Password.Reveal(),
	})
	if err != nil {
		server.Close()
		return nil, err
	}
	stopping, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var keeping sync.WaitGroup
	keeping.Go(func() { keepClickHouse(stopping, config, server, ended) })
	return func() {
		cancel()
		keeping.Wait()
	}, nil
}

func keepClickHouse(ctx context.Context, config Config, server *chdb.Server, ended func(error)) {
	pause := restartPause
	for {
		select {
		case <-ctx.Done():
			server.Close()
			return
		case <-server.Exited():
			ended(server.Err())
		}
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
			next, err := engine(ctx, config)
			if err == nil {
				server, pause = next, restartPause
				break
			}
			ended(err)
			pause = min(2*pause, restartPauseMax)
		}
	}
}

func engine(ctx context.Context, config Config) (*chdb.Server, error) {
	server, err := chdb.Start(ctx, chdb.Config{
		Library: config.ChdbLibrary, Dir: config.path("clickhouse"), NativeAddr: config.ClickHouseAddr, HTTPAddr: config.ClickHouseHTTPAddr,
		User: config.User, Password: config.Password.Reveal(),
	})
	if err != nil {
		return nil, fmt.Errorf("%w (MUNSHI_CLICKHOUSE_ADDR, MUNSHI_CLICKHOUSE_HTTP_ADDR)", err)
	}
	return server, nil
}
