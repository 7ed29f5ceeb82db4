// The title of the tab and its icon: how far the job is, seen while another tab is read.

import { visible } from './dom.js';

const icon = document.getElementById('icon');
const plain = icon.href;
const SIDE = 32;
let drawn = '';

export function setPageTitle(text, progress = null) {
  const shown = visible(text);
  if (document.title !== shown) {
    document.title = shown;
  }
  drawIcon(progress);
}

/** A ring that closes as the job goes on. @param progress `{percent, state}`, null for the plain icon */
function drawIcon(progress) {
  const wanted = progress ? `${progress.percent} ${progress.state}` : '';
  if (wanted === drawn) {
    return;
  }
  drawn = wanted;
  if (!progress) {
    icon.href = plain;
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const pen = canvas.getContext('2d');
  const colour = { paused: '#b97a00', partial: '#b97a00', failed: '#c8323b', succeeded: '#1a8a52' }[progress.state] ?? '#4a66d5';
  pen.lineWidth = 6;
  pen.strokeStyle = '#8a94a355';
  arc(pen, 1);
  pen.strokeStyle = colour;
  arc(pen, progress.percent / 100);
  if (progress.percent === 100) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(SIDE / 2, SIDE / 2, 7, 0, 2 * Math.PI);
    pen.fill();
  }
  icon.href = canvas.toDataURL();
}

function arc(pen, share) {
  pen.beginPath();
  pen.arc(SIDE / 2, SIDE / 2, 12, -Math.PI / 2, (2 * share - 0.5) * Math.PI);
  pen.stroke();
}
