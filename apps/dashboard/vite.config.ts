import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': server, '/v1': server } },
  // These know light-dark() and anchor positioning: without them the styles would be rewritten to longer ones.
  build: { target: ['chrome131', 'firefox147', 'safari26'] },
});
