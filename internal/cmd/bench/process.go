package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// process measures the provider by itself: it is started as Terraform starts it, prints its address, and is stopped.
func (b *bench) process(ctx context.Context) error {
	const starts = 20
	var times []time.Duration
	memory := 0
	for range starts {
		took, resident, err := b.start(ctx)
		if err != nil {
			return err
		}
		times = append(times, took)
		memory = max(memory, resident)
	}
	milliseconds := float64(median(times).Microseconds()) / 1000
	b.table.note("start of the process", fmt.Sprintf("%.1f ms (median of %d)", milliseconds, starts), "")
	if memory > 0 {
		b.table.note("memory after the start", fmt.Sprintf("%.1f MB resident", float64(memory)/1024), "")
	}
	file, err := os.Stat(b.binary())
	if err != nil {
		return err
	}
	b.table.note("size of the stripped binary", fmt.Sprintf("%.1f MB", float64(file.Size())/(1<<20)), "")
	return nil
}

func (b *bench) binary() string {
	return filepath.Join(b.plugins(realProvider), "terraform-provider-identitycall")
}

// start returns the time until the provider printed its address, and the KB that it then used; 0 on systems other than
// Linux.
func (b *bench) start(ctx context.Context) (time.Duration, int, error) {
	command := exec.CommandContext(ctx, b.binary()) //nolint:gosec // the bench has built it
	command.Env = append(os.Environ(), "PLUGIN_PROTOCOL_VERSIONS=6",
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	output, err := command.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	start := time.Now()
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	took := time.Since(start)
	resident := residentMemory(command.Process.Pid)
	_ = command.Process.Kill()
	_ = command.Wait()
	if err != nil {
		return 0, 0, fmt.Errorf("the provider did not print its address: %w", err)
	}
	if !strings.HasPrefix(line, "1|6|") {
		return 0, 0, fmt.Errorf("the provider printed %q, want an address of protocol 6", line)
	}
	return took, resident, nil
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

// residentMemory returns the resident memory of a process in KB, from Linux's /proc.
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
