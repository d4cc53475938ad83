package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/munshi-in/munshi/schemas"
)

// errKilled: somebody else killed the child, most likely the kernel, for memory.
var errKilled = errors.New("the child process was killed from outside")

// Pool runs one job in up to Config.Size children at a time. Children are started when they are needed.
type Pool struct {
	cfg  Config
	job  string
	slot chan struct{} // one for each job in flight

	ctx     context.Context // ends with Close
	close   context.CancelCauseFunc
	working sync.WaitGroup

	mu   sync.Mutex
	idle []*child // the last one used is the warmest: it goes first
	room *room    // nil until the first child needs it
}

// New makes a pool of children that run the job of that name, as given to Serve. It starts none yet.
func New(cfg Config, job string) *Pool {
	if _, child := os.LookupEnv(envJob); child {
		panic("sandbox: a child process makes a pool of its own: sandbox.Serve must be the first line of main")
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	return &Pool{cfg: cfg, job: job, slot: make(chan struct{}, cfg.Size()), ctx: ctx, close: cancel}
}

// Size is the number of jobs that run at the same time. More may be asked for: they wait.
func (p *Pool) Size() int { return cap(p.slot) }

// Do runs the job on request in a child and returns its response. It waits for a free child as long as ctx lasts; the job
// itself has JobTimeout. When ctx ends, the child is killed. See CodeOf for the errors that concern the input; any
// other error says that the machine is broken.
func (p *Pool) Do(ctx context.Context, request []byte) ([]byte, error) {
	if int64(len(request)) > p.cfg.MaxFrameBytes {
		return nil, Refusef(schemas.CodeTooLarge, "%d bytes are over the limit of %d for one job (MAX_FRAME_BYTES)", len(request), p.cfg.MaxFrameBytes)
	}
	if !p.enter() {
		return nil, ErrClosed
	}
	defer p.working.Done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(p.ctx, func() { cancel(ErrClosed) })()

	select {
	case p.slot <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-p.slot }()

	response, err := p.attempt(ctx, request)
	if errors.Is(err, errNotBegun) || errors.Is(err, errKilled) {
		// The child may have been dead before, or was killed for another's sake: that is not the input's fault.
		response, err = p.attempt(ctx, request)
	}
	if errors.Is(err, errKilled) {
		err = fmt.Errorf("%w: %w twice, most likely by the kernel", ErrMemory, err)
	}
	if err != nil && ctx.Err() == nil {
		return nil, p.named(err)
	}
	return response, err
}

// enter counts a job in, unless the pool is closed.
func (p *Pool) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return false
	}
	p.working.Add(1)
	return true
}

func (p *Pool) attempt(ctx context.Context, request []byte) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	c := p.take()
	if c == nil {
		var err error
		if c, err = p.start(); err != nil {
			return nil, err
		}
	}
	response, keep, err := c.do(ctx, request)
	if keep && !c.worn() {
		p.put(c)
	} else {
		c.destroy()
	}
	return response, err
}

// start starts a child in the pool's room.
func (p *Pool) start() (*child, error) {
	p.mu.Lock()
	var err error
	if p.room == nil {
		p.room, err = newRoom()
	}
	room := p.room
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	scratch, err := room.scratch()
	if err != nil {
		return nil, err
	}
	return startChild(p.cfg, p.job, scratch)
}

func (p *Pool) take() *child {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	c := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return c
}

func (p *Pool) put(c *child) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
}

// named adds the job's name to an error, where the error does not speak for itself.
func (p *Pool) named(err error) error {
	var refused *Refused
	if errors.As(err, &refused) {
		return err
	}
	return fmt.Errorf("job %s: %w", p.job, err)
}

// Close kills the children in mid-job (their Do returns ErrClosed), ends the idle ones, and returns when none is left.
func (p *Pool) Close() {
	p.mu.Lock()
	p.close(ErrClosed)
	p.mu.Unlock()
	p.working.Wait()
	for c := p.take(); c != nil; c = p.take() {
		c.destroy()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.room != nil {
		p.room.close()
		p.room = nil
	}
}
