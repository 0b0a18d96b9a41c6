package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// process measures the provider by itself: it is started as Terraform starts it, says where it listens, and is ended.
func (b *bench) process(ctx context.Context) error {
	const starts = 20
	var times []time.Duration
	var memory int
	for range starts {
		took, resident, err := b.start(ctx)
		if err != nil {
			return err
		}
		times = append(times, took)
		memory = max(memory, resident)
	}
	b.table.note("start of the process", fmt.Sprintf("%.1f ms (median of %d)", float64(median(times).Microseconds())/1000, starts), "")
	if memory > 0 {
		b.table.note("memory after the start", fmt.Sprintf("%.1f MB resident", float64(memory)/1024), "")
	}
	file, err := os.Stat(b.binary(realProvider))
	if err != nil {
		return err
	}
	b.table.note("size of the stripped binary", fmt.Sprintf("%.1f MB", float64(file.Size())/(1<<20)), "")
	return nil
}

// start returns how long the provider took until it said where it listens, and how many KB it then held; 0 where the system
// does not tell.
func (b *bench) start(ctx context.Context) (time.Duration, int, error) {
	command := exec.CommandContext(ctx, b.binary(realProvider)) //nolint:gosec // the bench has built it
	command.Env = append(b.environment(),
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6")
	output, err := command.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	greeting, err := bufio.NewReader(output).ReadString('\n')
	took := time.Since(began)
	resident := residentMemory(command.Process.Pid)
	_ = command.Process.Kill()
	_ = command.Wait()
	if err != nil {
		return 0, 0, fmt.Errorf("the provider did not greet: %w", err)
	}
	if !strings.HasPrefix(greeting, "1|6|") {
		return 0, 0, fmt.Errorf("the provider greeted with %q", greeting)
	}
	return took, resident, nil
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

func residentMemory(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	match := residentLine.FindSubmatch(status)
	if match == nil {
		return 0
	}
	kilobytes, _ := strconv.Atoi(string(match[1]))
	return kilobytes
}
